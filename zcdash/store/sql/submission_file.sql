-- One row: the workbook of a submission as it came in, or none.
select file_name, file_bytes, file_hash
from submission
where submission = $submission;
