CREATE TABLE "audit_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department_id" uuid,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"detail" jsonb NOT NULL,
	"request_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "booking" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"day" date NOT NULL,
	"source" text NOT NULL,
	"is_left_out" boolean NOT NULL,
	"taken_seconds" integer NOT NULL,
	"booked_seconds" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "booking_setting" (
	"department_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"daily" boolean DEFAULT false NOT NULL,
	"on_leave" boolean DEFAULT false NOT NULL,
	"on_done" boolean DEFAULT false NOT NULL,
	"at" text DEFAULT '18:00' NOT NULL,
	"text" text DEFAULT '{branch}' NOT NULL,
	"since_day" date NOT NULL,
	"last_day" date NOT NULL,
	"looked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "booking_setting_pkey" PRIMARY KEY("department_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "booking_span" (
	"department_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"booking_id" uuid NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone NOT NULL,
	CONSTRAINT "booking_span_pkey" PRIMARY KEY("booking_id","started_at")
);
--> statement-breakpoint
CREATE TABLE "branch" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department_id" uuid NOT NULL,
	"repository" text NOT NULL,
	"name" text NOT NULL,
	"issue_id" uuid,
	"rule" text NOT NULL,
	"reason" text NOT NULL,
	"grounds" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"rejected" jsonb NOT NULL,
	"watches" jsonb NOT NULL,
	"said" jsonb,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "notion_budget" (
	"name" text PRIMARY KEY NOT NULL,
	"state" jsonb NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "server_setting" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "department" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"use_status_groups" boolean DEFAULT false NOT NULL,
	"shows_colleagues" boolean DEFAULT false NOT NULL,
	"rounding" jsonb DEFAULT '{"minutes":0,"mode":"nearest"}'::jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "department_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department_id" uuid NOT NULL,
	"person_id" uuid,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"transaction_id" "xid8" DEFAULT pg_current_xact_id() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "coding_interval" (
	"department_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone NOT NULL,
	"repository" text NOT NULL,
	"branch" text,
	"branch_id" uuid,
	"editor" text,
	CONSTRAINT "coding_interval_pkey" PRIMARY KEY("person_id","started_at")
);
--> statement-breakpoint
CREATE TABLE "dirty_day" (
	"person_id" uuid NOT NULL,
	"day" date NOT NULL,
	CONSTRAINT "dirty_day_pkey" PRIMARY KEY("person_id","day")
);
--> statement-breakpoint
CREATE TABLE "heartbeat" (
	"person_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"department_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"repository" text NOT NULL,
	"branch" text,
	"entity" text NOT NULL,
	"language" text,
	"category" text NOT NULL,
	"is_write" boolean NOT NULL,
	"editor" text,
	"clamped" boolean NOT NULL,
	"paused_at" timestamp with time zone,
	CONSTRAINT "heartbeat_pkey" PRIMARY KEY("person_id","id")
);
--> statement-breakpoint
CREATE TABLE "issue" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"page_id" text NOT NULL,
	"project_key" text,
	"number" bigint,
	"title" text NOT NULL,
	"status_option_id" text,
	"status" text,
	"default_status" text NOT NULL,
	"status_rule" text NOT NULL,
	"assignee" text,
	"assignees" jsonb NOT NULL,
	"priority" text,
	"original_time_estimate" integer,
	"spent_hours" double precision,
	"url" text NOT NULL,
	"warnings" jsonb NOT NULL,
	"state" text NOT NULL,
	"missed_sweeps" integer NOT NULL,
	"notion_created_at" timestamp with time zone NOT NULL,
	"notion_edited_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"written_at" timestamp with time zone,
	CONSTRAINT "issue_page_unique" UNIQUE("department_id","page_id")
);
--> statement-breakpoint
CREATE TABLE "issue_alias" (
	"department_id" uuid NOT NULL,
	"key" text NOT NULL,
	"issue_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "issue_alias_pkey" PRIMARY KEY("department_id","key","issue_id")
);
--> statement-breakpoint
CREATE TABLE "issue_status_period" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department_id" uuid NOT NULL,
	"issue_id" uuid NOT NULL,
	"option_id" text,
	"status" text,
	"default_status" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"start_known" boolean NOT NULL,
	"uncertainty_seconds" integer NOT NULL,
	"observed_after" timestamp with time zone,
	"observed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cron_tick" (
	"name" text PRIMARY KEY NOT NULL,
	"tick_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lease" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"leased_until" timestamp with time zone NOT NULL,
	"fence" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "page_creation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"title" text NOT NULL,
	"request_hash" text NOT NULL,
	"sent_at" timestamp with time zone,
	"first_sent_at" timestamp with time zone,
	"bot_id" text,
	"may_repeat" boolean NOT NULL,
	"committed_id" text,
	"page_id" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "page_creation_page_unique" UNIQUE("department_id","page_id")
);
--> statement-breakpoint
CREATE TABLE "membership" (
	"department_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"role" text NOT NULL,
	"notion_user_id" text,
	"coding_time_deleted_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "membership_pkey" PRIMARY KEY("department_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "person" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"hides_from_colleagues" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "person_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "personal_token" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"hint" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "personal_token_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "attempt_count" (
	"name" text PRIMARY KEY NOT NULL,
	"attempts" integer NOT NULL,
	"since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in" (
	"id" uuid PRIMARY KEY NOT NULL,
	"device_code_hash" text NOT NULL,
	"user_code_hash" text NOT NULL,
	"client_id" text NOT NULL,
	"client_name" text NOT NULL,
	"client_version" text,
	"address" text NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"interval_seconds" integer NOT NULL,
	"polled_at" timestamp with time zone,
	"person_id" uuid,
	"department_id" uuid,
	CONSTRAINT "sign_in_device_code_unique" UNIQUE("device_code_hash"),
	CONSTRAINT "sign_in_user_code_unique" UNIQUE("user_code_hash")
);
--> statement-breakpoint
CREATE TABLE "mapping_change" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"option_id" text NOT NULL,
	"old_name" text NOT NULL,
	"new_name" text NOT NULL,
	"old_default_status" text NOT NULL,
	"new_default_status" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notion_connection" (
	"department_id" uuid PRIMARY KEY NOT NULL,
	"enabled" boolean NOT NULL,
	"database" text NOT NULL,
	"prefix" text NOT NULL,
	"sealed_token" text NOT NULL,
	"bot_id" text,
	"workspace_id" text,
	"workspace_name" text,
	"state" text NOT NULL,
	"detail" text,
	"discovered_at" timestamp with time zone,
	"reconciled_at" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quarantined_page" (
	"department_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"page_id" text NOT NULL,
	"raw" jsonb NOT NULL,
	"error" text NOT NULL,
	"attempts" integer NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "quarantined_page_pkey" PRIMARY KEY("department_id","source_id","page_id")
);
--> statement-breakpoint
CREATE TABLE "run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department_id" uuid NOT NULL,
	"trigger" text NOT NULL,
	"state" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"requests" integer NOT NULL,
	"read" integer NOT NULL,
	"changed" integer NOT NULL,
	"unchanged" integer NOT NULL,
	"quarantined" integer NOT NULL,
	"waits" jsonb NOT NULL,
	"error" jsonb
);
--> statement-breakpoint
CREATE TABLE "run_source" (
	"department_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"name" text NOT NULL,
	"requests" integer NOT NULL,
	"read" integer NOT NULL,
	"changed" integer NOT NULL,
	"unchanged" integer NOT NULL,
	"quarantined" integer NOT NULL,
	"waits" jsonb NOT NULL,
	"watermark_before" timestamp with time zone,
	"watermark_after" timestamp with time zone,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "run_source_pkey" PRIMARY KEY("department_id","run_id","source_id")
);
--> statement-breakpoint
CREATE TABLE "schema_change" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"message" text NOT NULL,
	"fix" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department_id" uuid NOT NULL,
	"database_id" text NOT NULL,
	"data_source_id" text NOT NULL,
	"name" text NOT NULL,
	"prefix" text,
	"key_prefixes" jsonb NOT NULL,
	"schema" jsonb,
	"properties" jsonb,
	"state" text NOT NULL,
	"detail" text,
	"watermark" timestamp with time zone,
	"full_read_needed" boolean NOT NULL,
	"polled_at" timestamp with time zone,
	"removed_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "source_data_source_unique" UNIQUE("department_id","data_source_id")
);
--> statement-breakpoint
CREATE TABLE "status_override" (
	"department_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"option_id" text NOT NULL,
	"default_status" text NOT NULL,
	CONSTRAINT "status_override_pkey" PRIMARY KEY("department_id","source_id","option_id")
);
--> statement-breakpoint
CREATE TABLE "webhook_event" (
	"department_id" uuid NOT NULL,
	"event_id" text NOT NULL,
	"type" text NOT NULL,
	"subject_id" uuid,
	"at" timestamp with time zone NOT NULL,
	"authors" jsonb NOT NULL,
	"properties" jsonb NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "webhook_event_pkey" PRIMARY KEY("department_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "webhook_read" (
	"department_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"attempts" integer NOT NULL,
	"queued_at" timestamp with time zone NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	CONSTRAINT "webhook_read_pkey" PRIMARY KEY("department_id","kind","subject_id")
);
--> statement-breakpoint
CREATE TABLE "webhook_subscription" (
	"department_id" uuid PRIMARY KEY NOT NULL,
	"sealed_token" text,
	"asked_at" timestamp with time zone,
	"token_at" timestamp with time zone,
	"confirmed_at" timestamp with time zone,
	"last_event_at" timestamp with time zone,
	"events" integer NOT NULL,
	"duplicates" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "note" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"issue_id" uuid NOT NULL,
	"text" text NOT NULL,
	"link" jsonb,
	"request_hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "effect" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"issue_id" uuid NOT NULL,
	"state" text NOT NULL,
	"wanted" integer NOT NULL,
	"delivered" integer NOT NULL,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"sent_text" text,
	"sent_version" integer,
	"first_sent_at" timestamp with time zone,
	"lost" integer DEFAULT 0 NOT NULL,
	"may_repeat" boolean DEFAULT true NOT NULL,
	"unknown_since" timestamp with time zone,
	"comment_id" text,
	"bot_id" text,
	"code" text,
	"detail" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "effect_subject_unique" UNIQUE("department_id","kind","subject_id")
);
--> statement-breakpoint
CREATE TABLE "restoration" (
	"department_id" uuid PRIMARY KEY NOT NULL,
	"backup_at" timestamp with time zone NOT NULL,
	"restored_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "time_spent" (
	"issue_id" uuid PRIMARY KEY NOT NULL,
	"department_id" uuid NOT NULL,
	"property_id" text,
	"base_hours" double precision NOT NULL,
	"last_written_hours" double precision,
	"intended_hours" double precision,
	"restored_seconds" integer
);
--> statement-breakpoint
CREATE TABLE "worklog" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"issue_id" uuid NOT NULL,
	"seconds" integer NOT NULL,
	"text" text NOT NULL,
	"started_at" timestamp with time zone,
	"day" date NOT NULL,
	"origin" text NOT NULL,
	"tracked_issue_id" uuid,
	"booked_by" uuid,
	"is_automatic" boolean NOT NULL,
	"carried_by" uuid,
	"time_spent_version" integer NOT NULL,
	"request_hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"deleted_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "audit_entry_department_index" ON "audit_entry" USING btree ("department_id","at");--> statement-breakpoint
CREATE INDEX "audit_entry_subject_index" ON "audit_entry" USING btree ("department_id","subject","at");--> statement-breakpoint
CREATE INDEX "booking_person_index" ON "booking" USING btree ("department_id","person_id","day");--> statement-breakpoint
CREATE INDEX "booking_span_person_index" ON "booking_span" USING btree ("department_id","person_id","ended_at");--> statement-breakpoint
CREATE UNIQUE INDEX "branch_open_unique" ON "branch" USING btree ("department_id","repository","name") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "branch_issue_index" ON "branch" USING btree ("department_id","issue_id");--> statement-breakpoint
CREATE INDEX "branch_name_index" ON "branch" USING btree ("department_id","repository","name");--> statement-breakpoint
CREATE INDEX "branch_watches_index" ON "branch" USING gin ("watches");--> statement-breakpoint
CREATE INDEX "branch_seen_index" ON "branch" USING btree ("department_id","last_seen_at","id");--> statement-breakpoint
CREATE INDEX "event_position_index" ON "event" USING btree ("transaction_id","id");--> statement-breakpoint
CREATE INDEX "coding_interval_branch_index" ON "coding_interval" USING btree ("department_id","branch_id");--> statement-breakpoint
CREATE INDEX "heartbeat_at_index" ON "heartbeat" USING btree ("person_id","at");--> statement-breakpoint
CREATE INDEX "issue_key_index" ON "issue" USING btree ("department_id",upper("project_key"));--> statement-breakpoint
CREATE INDEX "issue_page_start_index" ON "issue" USING btree ("department_id",left("page_id", 6));--> statement-breakpoint
CREATE INDEX "issue_page_end_index" ON "issue" USING btree ("department_id",right("page_id", 6));--> statement-breakpoint
CREATE INDEX "issue_source_index" ON "issue" USING btree ("department_id","source_id","status_option_id");--> statement-breakpoint
CREATE INDEX "issue_edited_index" ON "issue" USING btree ("department_id","notion_edited_at","id");--> statement-breakpoint
CREATE INDEX "issue_alias_key_index" ON "issue_alias" USING btree ("department_id",upper("key"));--> statement-breakpoint
CREATE INDEX "issue_status_period_issue_index" ON "issue_status_period" USING btree ("department_id","issue_id","started_at");--> statement-breakpoint
CREATE INDEX "page_creation_open_index" ON "page_creation" USING btree ("department_id","source_id","title");--> statement-breakpoint
CREATE INDEX "membership_person_index" ON "membership" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "personal_token_person_index" ON "personal_token" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "mapping_change_department_index" ON "mapping_change" USING btree ("department_id","at");--> statement-breakpoint
CREATE INDEX "run_department_index" ON "run" USING btree ("department_id","id");--> statement-breakpoint
CREATE INDEX "schema_change_source_index" ON "schema_change" USING btree ("department_id","source_id","at");--> statement-breakpoint
CREATE INDEX "webhook_event_subject_index" ON "webhook_event" USING btree ("department_id","subject_id","at");--> statement-breakpoint
CREATE INDEX "webhook_event_received_index" ON "webhook_event" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "webhook_read_due_index" ON "webhook_read" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE INDEX "note_issue_index" ON "note" USING btree ("department_id","issue_id");--> statement-breakpoint
CREATE INDEX "effect_due_index" ON "effect" USING btree ("state","next_attempt_at");--> statement-breakpoint
CREATE INDEX "effect_issue_index" ON "effect" USING btree ("department_id","issue_id");--> statement-breakpoint
CREATE INDEX "worklog_issue_index" ON "worklog" USING btree ("department_id","issue_id");--> statement-breakpoint
CREATE INDEX "worklog_person_index" ON "worklog" USING btree ("department_id","person_id","created_at");--> statement-breakpoint
CREATE INDEX "worklog_day_index" ON "worklog" USING btree ("department_id","day");