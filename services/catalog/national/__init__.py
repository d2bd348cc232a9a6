"""The national portal's payload, in and out. Pure.

shapes    LayThuTuc, LayDanhSachTTHC, LayDanhMucLinhVuc, LayDanhMucCoQuan, under the portal's own names
reading   LayThuTuc -> Content       writing   Content -> LayThuTuc
"""
