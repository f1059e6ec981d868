-- What was not recorded or not read: the certificate speaks of whether the device worked properly.
SELECT capture, loss, detail, count, bytes, damage FROM losses ORDER BY damage DESC, capture, loss, detail LIMIT :most
