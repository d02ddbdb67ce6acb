"""Reading scans: a picture of a page in, its lines and what stands in its number and date lines out.

The way of a picture: `page` has it turned `upright`, where `tesseract` finds and spells the rows; `letterhead`
says which of them bear number and date; `number`, `date` and `symbol` read those with the `recogniser`, through
several `view`s decoded by `ctc`; `signature_block` looks twice at the place where somebody signed.
"""
