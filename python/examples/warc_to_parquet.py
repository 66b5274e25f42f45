"""Turns a folder of WARC files into Parquet tables: `spark-submit warc_to_parquet.py --out OUT IN…`.

Submit the same command again to go on after a stop, or with new files.
"""

from __future__ import annotations

import argparse

from pyspark.sql import SparkSession

from nianjian import spark as nj

arguments = argparse.ArgumentParser(description=__doc__)
arguments.add_argument("warcs", nargs="+", metavar="IN", help="WARC files or folders of them")
arguments.add_argument("--out", required=True, help="the folder of the tables")
arguments.add_argument("--year", type=int, help="the year that all texts report on")
arguments.add_argument("--group", type=int, default=500, help="how many WARC files are made safe at a time")
given = arguments.parse_args()

session = SparkSession.builder.appName("nianjian").getOrCreate()
nj.convert_archive(session, given.warcs, given.out, year=given.year, group=given.group)
session.stop()
