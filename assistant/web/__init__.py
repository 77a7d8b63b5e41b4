"""The HTTP door: routes, one module a noun, and what stands before them."""
