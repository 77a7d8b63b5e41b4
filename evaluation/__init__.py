"""Judges what ``index`` finds: question sets, runs, measures, comparisons, reports.

It ranks nothing itself, so what it measures is what people get.
"""
