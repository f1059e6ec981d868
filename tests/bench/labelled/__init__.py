"""Messages of which it is known what they carry: made from a seed, laid down as a capture, and compared with what a scan found."""
