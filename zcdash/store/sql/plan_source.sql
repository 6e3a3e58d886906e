-- One row per version of a plan that was read from a document, the first one first.
select plan, version, hash, file_name
from plan_source
where plan = $plan
order by version;
