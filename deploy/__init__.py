"""How Một Cửa is put on machines: `local` needs nothing beforehand, `kafka` is a real broker on a bare machine."""
