"""The page, in Gradio: loaded after the server already answers."""
