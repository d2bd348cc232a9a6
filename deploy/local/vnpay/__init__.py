"""A payment gateway for the local deployment that speaks VNPAY 2.1.0 on its own.

It is the other side: it knows a merchant's code, secret and callback address, and nothing of our services; its
signatures are written here again from the specification. Money and banks are not real, the protocol is.
State lives in memory: a restart forgets every order, and a payer in the middle starts a new attempt.

    GET  /sandbox/vnpay/paymentv2/vpcpay.html           verify the signed order, show the page: success, fail, slow
    POST /sandbox/vnpay/paymentv2/outcome               the payer's choice -> signed callback (IPN) -> back to the shop
    POST /sandbox/vnpay/merchant_webapi/api/transaction  querydr: what became of an order
"""
