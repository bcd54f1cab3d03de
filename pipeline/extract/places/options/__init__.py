"""Choices whose options the blank prints, by where it prints them."""
