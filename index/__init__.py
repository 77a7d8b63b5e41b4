"""Finding: which exchange answers a question, by which words, and whether any does."""
