"""Exports as they come: from Excel, from a browser's 'save as', from somebody who cut the file down. No traceback, whatever it is.

Either an estate comes of it, with the share that was read told, or exit code 2 and a line that says what is wrong.
"""

import io
import zipfile

import pytest

HEADER = "Computer Name,Serial Number,UDID,Managed,Last Check-in,Operating System Version,Email Address"
ADA = (
    "ada,C02AAAAAAAA1,00000000-0000-0000-0000-000000000001,Managed,2026-11-20 10:00:00,10.14.6,ada@acme.test"
)
ZOE = (
    "zoë,C02AAAAAAAA2,00000000-0000-0000-0000-000000000002,Managed,2026-11-20 10:00:00,10.14.6,zoe@acme.test"
)
PLAIN = f"{HEADER}\r\n{ADA}\r\n{ZOE}\r\n"
SEMICOLONS = PLAIN.replace(",", ";")


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


READ = {
    "semicolons of a German Excel": (SEMICOLONS.encode("utf-8-sig"), 2, ()),
    "Excel's Unicode text": (PLAIN.replace(",", "\t").encode("utf-16"), 2, ()),
    "Windows-1252": (SEMICOLONS.encode("cp1252"), 2, ("Windows-1252",)),
    "returns alone, as an old Mac Excel ends lines": (PLAIN.replace("\r\n", "\r").encode(), 2, ()),
    "a name over two lines": (PLAIN.replace("zoë,", '"zoë\nmüller",').encode(), 2, ()),
    "a comma and quotes in a name": (PLAIN.replace("zoë,", '"zoë, ""the"" Mac",').encode(), 2, ()),
    "a header twice": (PLAIN.replace("UDID", "Serial Number", 1).encode(), 2, ("There twice",)),
    "columns without a header or a cell": (
        "\r\n".join(f"{line},,," for line in PLAIN.splitlines()).encode(),
        2,
        (),
    ),
    "dates of an American spreadsheet": (
        PLAIN.replace("2026-11-20 10:00:00", "11/20/2026 10:00 AM").encode(),
        2,
        ("Known of 2 of 2 Macs (100 %): last check-in.",),
    ),
    "dates that may be either": (
        PLAIN.replace("2026-11-20 10:00:00", "03/04/2026").encode(),
        2,
        ("Not read, last check in", "lines 2 and 3"),
    ),
    "dates as numbers of days": (
        PLAIN.replace("2026-11-20 10:00:00", "46346.41").encode(),
        2,
        ("Not read, last check in", "lines 2 and 3"),
    ),
    "a totals row": ((PLAIN + "\r\nTotal,2,,,,,\r\n").encode(), 3, ("Not read, Serial Number", "line 5")),
    "a title and a blank line above": (f"Macs of Acme,,\r\n\r\n{PLAIN}".encode(), 2, ()),
    "rows that are too short and too long": (
        (PLAIN + "bob\r\n" + ADA.replace("ada", "cyd").replace("1,", "3,") + ",more,than,asked\r\n").encode(),
        4,
        ("a row longer than the header", "line 5"),
    ),
    "one column": (b"Computer Name\r\nada\r\nbob\r\n", 2, ("Known of 0 of 2 Macs (0 %): serial number.",)),
    "cut off in a quote": (
        (PLAIN + '"bob,').encode(),
        3,
        ("ends within quotes that begin in the row of line 4",),
    ),
    "zero bytes between rows": (PLAIN.replace("\r\nzoë", "\r\n\0zoë").encode(), 2, ()),
}


@pytest.mark.parametrize(("content", "macs", "told"), READ.values(), ids=READ)
def test_it_is_read_and_what_was_not_is_told(trustlab, folder, content, macs, told):
    (folder / "export.csv").write_bytes(content)
    answered = trustlab("import", "jamf-csv", "export.csv", "-o", "acme.yaml")
    assert answered.returncode == 0, answered.stderr
    assert f"its {macs} Macs." in answered.stdout
    assert f"{macs} of {macs} records were read (100 %)" in answered.stdout
    for words in told:
        assert words in answered.stdout
    estate = (folder / "acme.yaml").read_text(encoding="utf-8")
    (folder / "acme.yaml").write_text(estate.replace("400 days", "3 days"), encoding="utf-8")
    planned = trustlab("run", "acme.yaml")
    assert planned.returncode == 0, planned.stderr + planned.stdout


NOT_READ = {
    "no rows": (HEADER.encode() + b"\r\n", "export.csv: no Mac could be read"),
    "nothing": (b"", "export.csv: is empty"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "export.csv: is empty"),
    "one column of something else": (b"Fruit\r\napple\r\n", "none of its columns"),
    "a page of a browser": (
        b"<!DOCTYPE html>\n<html><table><tr><td>Computer Name</td></tr></table></html>",
        "export.csv: is a web page",
    ),
    "the page of a log-in that had ended": (b"\r\n  <html><head>Sign in</head></html>", "is a web page"),
    "a spreadsheet that was only renamed": (
        zipped(**{"xl/workbook.xml": "<workbook/>"}),
        "export.csv: is an Excel workbook",
    ),
    "a ZIP that was only renamed": (zipped(**{"inventory.csv": PLAIN}), "export.csv: is a ZIP archive"),
    "an old Excel workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is an Excel workbook"),
    "a gzip": (b"\x1f\x8b\x08\x00" + bytes(range(60)), "is compressed"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3", "is a PDF"),
    "JSON": (b'[{"computerName": "ada"}]', "none of its columns"),
    "headers in another language": (
        b"Computername;Seriennummer;Verwaltet\r\nada;C02AAAAAAAA1;ja\r\n",
        "found: Computername, Seriennummer, Verwaltet",
    ),
    "rows without the header": (ADA.encode(), "none of its columns"),
}


@pytest.mark.parametrize(("content", "told"), NOT_READ.values(), ids=NOT_READ)
def test_it_is_no_export_and_why_is_told(trustlab, folder, content, told):
    (folder / "export.csv").write_bytes(content)
    answered = trustlab("import", "jamf-csv", "export.csv", "-o", "acme.yaml")
    assert answered.returncode == 2
    assert told in answered.stderr
    assert not (folder / "acme.yaml").exists()


def test_what_is_no_text_at_all_is_answered_also_where_a_table_of_macs_names_it(trustlab, folder):
    (folder / "acme.yaml").write_text("story: a\nlength: 2 days\nfleet: [{name: staff, macs: export.csv}]\n")
    for content in (b"", zipped(a="b"), b"<html></html>", b"name\n\xff\xfe\n", b"name\n"):
        (folder / "export.csv").write_bytes(content)
        answered = trustlab("run", "acme.yaml")
        assert answered.returncode == 2
        assert "export.csv" in answered.stderr
        assert "Traceback" not in answered.stderr + answered.stdout
