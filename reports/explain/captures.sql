-- The captures, by name; named 1: :capture is its name, or the first 8 digits or more of its SHA-256.
SELECT capture, :capture = capture OR (length(:capture) >= 8 AND substr(sha256, 1, length(:capture)) = :capture) AS named
FROM captures
ORDER BY capture, sha256
