"""Items by number: how many pieces a bundle has, and that they fit into it by mass."""

from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario
from tests.scenario.typed import DISPENSER, given, scenario

# The long bundle is three quarters of 7 kg: 5.25 kg.
LEAFLETS = [{"kind": "leaflet_vinyl", "count": 20_000}, {"kind": "usb_stick", "count": 12.5}]
COUNTED: dict[str, Any] = {"payload.bundles.1.items": LEAFLETS}


def _problems(changes: dict[str, Any]) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        scenario(changes)
    return list(caught.value.problems)


def _pieces(flown: Scenario, number: int) -> list[float]:
    bundle = flown.payload.bundle_list[number]
    return [flown.pieces(bundle, share) for share in bundle.items]


def test_counted_pieces_are_as_many_as_counted() -> None:
    counted = scenario(COUNTED)
    assert _pieces(counted, 1) == [20_000.0, 12.5]
    assert [share.mass_share for share in counted.payload.bundle_list[1].items] == [None, None]


def test_a_share_of_the_mass_is_as_many_pieces_as_weigh_so_much() -> None:
    # A quarter of 7 kg is 1.75 kg: 1.05 kg of 20 g and 0.7 kg of 1 g.
    assert _pieces(scenario(COUNTED), 0) == pytest.approx([52.5, 700.0])
    assert [share.count for share in scenario().payload.bundle_list[0].items] == [None, None]


def test_counted_pieces_round_trip() -> None:
    counted = scenario(COUNTED)
    assert Scenario.from_json(counted.to_json()) == counted
    assert counted.with_values({}) == counted


def test_a_count_may_be_changed_and_a_share_be_replaced_by_one() -> None:
    changed = scenario(COUNTED).with_values({"payload.bundles.long.items.leaflet_vinyl.count": 100})
    assert _pieces(changed, 1)[0] == 100.0
    path = "payload.bundles.long.items.leaflet_vinyl"
    replaced = scenario().with_values({f"{path}.mass_share": None, f"{path}.count": 100})
    assert _pieces(replaced, 1) == [100.0]


def test_pieces_that_weigh_more_than_their_bundle_are_refused_with_both_masses() -> None:
    # 30,000 x 0.2 g = 6 kg in a bundle of 5.25 kg.
    assert _problems({"payload.bundles.1.items": [{"kind": "leaflet_vinyl", "count": 30_000}]}) == [
        "example.toml: payload.bundles.long.items are pieces of 6 kg in all, but its share of the median payload is "
        "5.25 kg; give fewer pieces, or more mass."
    ]


def test_pieces_that_just_fit_are_flown() -> None:
    # 26,250 x 0.2 g = 5.25 kg, exactly the bundle.
    assert scenario({"payload.bundles.1.items": [{"kind": "leaflet_vinyl", "count": 26_250}]})


def test_every_bundle_that_is_too_light_is_named_with_all_other_faults() -> None:
    problems = _problems(
        {
            "payload.bundles.0.items": [{"kind": "dvd_sleeve", "count": 100}],  # 2 kg in 1.75 kg
            "payload.bundles.1.items": [{"kind": "leaflet_vinyl", "count": 30_000}],
            "balloon.gas_purity": given(2),
        }
    )
    words = ["gas_purity is 2", "short.items are pieces of 2 kg", "long.items are pieces of 6 kg"]
    assert [sum(word in problem for problem in problems) for word in words] == [1, 1, 1]
    assert len(problems) == 3


def test_a_payload_that_cannot_be_read_has_no_fault_of_mass() -> None:
    problems = _problems({**COUNTED, "payload.payload_mass_kg": given("much")})
    assert problems == ["example.toml: payload.payload_mass_kg.value is 'much'; it must be a number."]


def test_a_batch_of_a_dispenser_holds_its_pieces() -> None:
    # Three batches of 7 kg: 2.333 kg each, 11,666 leaflets of 0.2 g.
    counted = {**DISPENSER, "items": [{"kind": "leaflet_vinyl", "count": 11_000}]}
    flown = scenario({"payload.bundles": None, "payload.dispenser": counted})
    assert [_pieces(flown, number) for number in range(3)] == [[11_000.0]] * 3
    heavy = {**DISPENSER, "items": [{"kind": "leaflet_vinyl", "count": 12_000}]}
    assert _problems({"payload.bundles": None, "payload.dispenser": heavy}) == [
        "example.toml: payload.dispenser.items are pieces of 2.4 kg in all, but its share of the median payload is "
        "2.333 kg; give fewer pieces, or more mass."
    ]


def test_a_lighter_payload_makes_a_count_too_heavy() -> None:
    with pytest.raises(ScenarioError, match=r"pieces of 4\.125 kg in all, but its share of the median payload is 3 kg"):
        scenario(COUNTED).with_values({"payload.payload_mass_kg": 4})
