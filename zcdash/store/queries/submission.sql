-- One row per submission of a plan, newest first, without the file's bytes.
select submission, plan, version, period, unit, filed_by, filed_at, filed_on, file_name, file_hash, supersedes
from submission
where plan = $plan
order by submission desc;
