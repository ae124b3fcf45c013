"""Rows of probabilities as a person reads them; every estimator stands elsewhere."""
