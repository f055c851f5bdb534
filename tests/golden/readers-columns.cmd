extract readers/jobs.csv --columns title=job_id,text=job_title
