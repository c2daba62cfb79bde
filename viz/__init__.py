"""What we see: figures, pages and reports. They come with a later release."""
