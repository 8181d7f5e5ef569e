"""What connects the Hub to other packages. Each module needs an extra, and loads what it needs when it is used."""
