"""The report: the numbers behind each table and chart, and their drawing."""
