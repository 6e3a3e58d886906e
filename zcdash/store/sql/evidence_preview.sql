-- One row: the preview of a picture, or none.
select preview
from evidence_file
where hash = $hash and preview is not null;
