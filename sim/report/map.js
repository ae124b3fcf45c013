"use strict";
// Draws the interactive map from the numbers in the page, and draws it again when a control changes.

(function () {
  const data = JSON.parse(document.getElementById("map-data").textContent);
  const colours = data.colours;
  const map = document.getElementById("map");
  const item = document.getElementById("item");
  const bundle = document.getElementById("bundle");

  // Plotly reads tags in its texts; names come from scenarios, which anybody may write.
  function plain(text) {
    return String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  }

  function chosenBundle() {
    return bundle ? bundle.value : "";
  }

  function viewOf(kind) {
    return data.views[chosenBundle()][kind];
  }

  function chosenItems() {
    return data.items.filter((kind) => viewOf(kind.name) && ["", kind.name].includes(item.value));
  }

  function ticked(name) {
    return [...document.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value);
  }

  function shareOf(kind, region) {
    return viewOf(kind.name).shares[region] || "none seen";
  }

  function regionText(region) {
    const lines = chosenItems().map((kind) => `${plain(kind.label)}: ${shareOf(kind, region.name)}`);
    return `<b>${region.label}</b> ${region.korean}<br>${lines.join("<br>")}`;
  }

  function groundTraces() {
    return data.ground.map((region) => ({
      name: region.name, x: region.x, y: region.y, type: "scatter", mode: "lines", fill: "toself", zorder: 0,
      fillcolor: colours[region.kind], line: { color: colours.border, width: region.kind === "sea" ? 0 : 0.8 },
      hoveron: "fills", hoverinfo: "text", text: regionText(region),
      hoverlabel: { bgcolor: "#ffffff", bordercolor: colours.ink, font: { color: colours.ink } },
    }));
  }

  function densityTraces() {
    const grid = viewOf(item.value).density;
    if (!grid) return [];
    const z = { dtype: "u1", bdata: grid.bytes, shape: grid.shape };
    const [faint, strong] = colours.density;
    const from = colours.shaded_from;
    const scale = [[0, "rgba(0,0,0,0)"], [from, "rgba(0,0,0,0)"], [from, faint], [1, strong]];
    const bar = { thickness: 10, lenmode: "pixels", len: 130, x: 1, xanchor: "right", y: 0.02, yanchor: "bottom",
      tickvals: [0, 255], ticktext: ["0", grid.peak], tickfont: { size: 11 }, bgcolor: "rgba(255,255,255,0.7)",
      title: { text: "of landings on<br>1,000 km²", font: { size: 11 } } };
    return [{
      name: "density", type: "heatmap", z: z, x0: grid.x0, dx: grid.step, y0: grid.y0, dy: grid.step, zmin: 0, zmax: 255,
      zsmooth: "best", colorscale: scale, hoverinfo: "skip", zorder: 1, colorbar: bar,
      showscale: map.clientWidth > 500,
    }];
  }

  function lineTraces() {
    const widths = { coast: 0.9, military_demarcation_line: 2 };
    return Object.entries(data.lines).map(([name, line]) => ({
      name: name, x: line.x, y: line.y, type: "scatter", mode: "lines", hoverinfo: "skip", zorder: 2,
      line: { color: name === "coast" ? colours.coast : colours.line, width: widths[name] || 0.6 },
    }));
  }

  function landingText(landings, number, kind) {
    const lines = [`<b>${plain(kind.label)}</b>`, data.outcomes[landings.ended[number]]];
    if (landings.time) lines.push(`at ${landings.time[number]}`);
    if (landings.height) lines.push(`${landings.height[number]} m above the sea`);
    return lines.join("<br>");
  }

  function landingTraces() {
    return chosenItems().map((kind) => {
      const landings = viewOf(kind.name).landings;
      return {
        name: "landings of " + kind.name, x: landings.x, y: landings.y, type: "scatter", mode: "markers", zorder: 3,
        marker: { color: kind.colour, size: 4, opacity: 0.45 },
        hoverinfo: "text", text: landings.x.map((_, number) => landingText(landings, number, kind)),
      };
    });
  }

  function releaseTraces() {
    const releases = data.releases[chosenBundle()];
    return [{
      name: "releases", x: releases.x, y: releases.y, type: "scatter", mode: "markers", hoverinfo: "skip", zorder: 3,
      marker: { color: colours.ink, size: 3, symbol: "x-thin", opacity: 0.5, line: { width: 1, color: colours.ink } },
    }];
  }

  function contourTraces() {
    const masses = ticked("mass").map(Number);
    const dashes = Object.fromEntries(data.masses.map((entry) => [entry.mass, entry.dash]));
    return chosenItems().flatMap((kind) => viewOf(kind.name).contours
      .filter((contour) => masses.includes(contour.mass))
      .map((contour) => ({
        name: `${100 * contour.mass} % of ${kind.name}`, x: contour.x, y: contour.y, type: "scatter", mode: "lines",
        hoverinfo: "text", zorder: 4, line: { color: kind.colour, width: 2.2, dash: dashes[contour.mass] },
        text: `${100 * contour.mass} % of ${plain(kind.label)} that came down, on ${contour.area}`,
      })));
  }

  function placeTraces() {
    const dot = { color: colours.ink, size: 4 };
    const { towns } = data;
    const star = { symbol: "star", size: 15, color: "#ffffff", line: { color: colours.ink, width: 1.4 } };
    return [
      { name: "towns", x: towns.x, y: towns.y, text: townTexts(), hovertext: towns.label, type: "scatter",
        mode: "markers+text", textposition: "top right", textfont: { size: 10, color: colours.ink }, marker: dot,
        hoverinfo: "text", zorder: 5 },
      { name: "launch", x: [0], y: [0], text: ["launch: " + plain(data.launch.label)], type: "scatter", mode: "markers",
        marker: star, hoverinfo: "text", zorder: 6 },
    ];
  }

  const named = data.ground.filter((region) => region.middle);

  function pixelsPerKilometre() {
    const axis = map._fullLayout ? map._fullLayout.xaxis : null;
    return map.clientWidth / (axis ? axis.range[1] - axis.range[0] : east - west);
  }

  // Names of regions that have room for them at this scale, and of towns where there is room for any.
  function nameTexts() {
    return named.map((region) => (region.middle.room * pixelsPerKilometre() > 14 ? region.label : ""));
  }

  function townTexts() {
    return data.towns.written.map((name) => (pixelsPerKilometre() > 0.8 ? name : ""));
  }

  function nameTraces() {
    return [{
      name: "names", x: named.map((region) => region.middle.x), y: named.map((region) => region.middle.y),
      type: "scatter", mode: "text", text: nameTexts(), hoverinfo: "skip", zorder: 3,
      textfont: { size: 11, color: named.map((region) => colours[region.kind === "sea" ? "sea_words" : "words"]) },
    }];
  }

  function renewNames() {
    const numbers = ["names", "towns"].map((name) => map.data.findIndex((trace) => trace.name === name));
    Plotly.restyle(map, { text: [nameTexts(), townTexts()] }, numbers);
  }

  function axis(title, range) {
    return { title: { text: title }, range: range, zeroline: false, showgrid: false, ticks: "outside" };
  }

  const [west, east, south, north] = data.frame;
  map.style.aspectRatio = `${east - west + 60} / ${north - south + 60}`;  // room for the axes
  const layout = {
    xaxis: axis("km east of the launch", [west, east]),
    yaxis: { ...axis("km north of the launch", [south, north]), scaleanchor: "x", scaleratio: 1 },
    showlegend: false, dragmode: "pan", hovermode: "closest", hoverdistance: 6,
    margin: { l: 64, r: 12, t: 12, b: 44 }, paper_bgcolor: "#ffffff", plot_bgcolor: colours.unknown,
    font: { color: colours.ink }, uirevision: "kept",
  };
  // Only buttons that stay on this page: by default there is one that uploads a chart.
  const settings = { responsive: true, scrollZoom: true, displaylogo: false, doubleClick: "reset",
    modeBarButtons: [["toImage"], ["zoom2d", "pan2d"], ["zoomIn2d", "zoomOut2d", "resetScale2d"]] };

  // One line for each item drawn, with its colour: the legend of the map, and what is read aloud after a change.
  function statusLine(kind) {
    const { landings } = viewOf(kind.name);
    const count = (number) => number.toLocaleString("en");
    const line = document.createElement("li");
    const swatch = document.createElement("span");
    swatch.className = "swatch";
    swatch.style.backgroundColor = kind.colour;
    const words = `${kind.label}: ${shareOf(kind, "north_korea")} in North Korea; `
      + `${count(landings.x.length)} of ${count(landings.all)} landings drawn`;
    line.append(swatch, words);
    return line;
  }

  function tellStatus() {
    const list = document.createElement("ul");
    list.append(...chosenItems().map(statusLine));
    document.getElementById("status").replaceChildren(list);
  }

  function draw() {
    for (const option of item.options) option.disabled = !viewOf(option.value);
    if (item.selectedOptions[0].disabled) item.value = "";
    const layers = ticked("layer");
    const traces = [
      ...groundTraces(),
      ...(layers.includes("density") ? densityTraces() : []),
      ...lineTraces(),
      ...(layers.includes("releases") ? releaseTraces() : []),
      ...(layers.includes("landings") ? landingTraces() : []),
      ...contourTraces(),
      ...nameTraces(),
      ...placeTraces(),
    ];
    tellStatus();
    return Plotly.react(map, traces, layout, settings);
  }

  // Scales both axes about the middle of the map and moves them by parts of their length.
  function move(scale, right, up) {
    const moved = (range, by) => {
      const half = (range[1] - range[0]) / 2;
      const middle = (range[0] + range[1]) / 2 + by * 2 * half;
      return [middle - half * scale, middle + half * scale];
    };
    const { xaxis, yaxis } = map._fullLayout;
    Plotly.relayout(map, { "xaxis.range": moved(xaxis.range, right), "yaxis.range": moved(yaxis.range, up) });
  }

  function showWhole() {
    Plotly.relayout(map, { "xaxis.range": [west, east], "yaxis.range": [south, north] });
  }

  const keys = {
    ArrowLeft: [1, -0.2, 0], ArrowRight: [1, 0.2, 0], ArrowUp: [1, 0, 0.2], ArrowDown: [1, 0, -0.2],
    "+": [0.7, 0, 0], "=": [0.7, 0, 0], "-": [1.4, 0, 0],
  };

  map.addEventListener("keydown", (event) => {
    if (event.key === "0") showWhole();
    else if (keys[event.key]) move(...keys[event.key]);
    else return;
    event.preventDefault();
  });
  for (const button of document.querySelectorAll("button[data-move]")) {
    button.addEventListener("click", () => {
      if (button.dataset.move === "whole") showWhole();
      else move(button.dataset.move === "in" ? 0.7 : 1.4, 0, 0);
    });
  }
  document.querySelector(".controls").addEventListener("change", draw);
  draw().then(() => map.on("plotly_relayout", renewNames));
})();
