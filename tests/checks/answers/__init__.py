"""Answers that prove the checks of the exercises, a module for each chapter."""
