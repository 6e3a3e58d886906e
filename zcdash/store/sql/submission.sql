-- One row per submission of a plan (or one of them and what superseded it), newest first, without the file's bytes.
select submission, plan, version, period, unit, filed_by, filed_at, filed_on, file_name, file_hash, supersedes
from submission
where plan = $plan and (cast($submission as integer) is null or submission = $submission or supersedes = $submission)
order by submission desc;
