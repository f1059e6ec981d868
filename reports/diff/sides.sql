-- The databases, in the order in which they were named. The view is documented in scanner/store/compare.sql.
SELECT * FROM sides ORDER BY number
