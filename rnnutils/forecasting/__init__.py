"""Forecasting a series: `metrics`, `rolling` origins, `baselines` and `networks`."""
