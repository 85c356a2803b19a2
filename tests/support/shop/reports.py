def daily():
    """A report a day."""


def monthly(month):
    return f"report {month}"
