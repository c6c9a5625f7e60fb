"""Benchmarks: ratios against floors measured in the same run. ``make bench`` prints a table and writes bench.json."""
