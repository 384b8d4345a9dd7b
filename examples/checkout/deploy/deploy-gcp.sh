#!/usr/bin/env bash
# Google Cloud Run functions: `npm run build`, then this script. Needs gcloud, a project and OTLP_ENDPOINT.
set -euo pipefail
: "${OTLP_ENDPOINT:?set OTLP_ENDPOINT to the base URL of an OTLP/HTTP backend}"
region="${REGION:-us-central1}"
source="$(dirname "$0")/../dist/gcp"
# The timeout is passed on as a variable too: the function cannot read it otherwise.
variables="OTEL_EXPORTER_OTLP_ENDPOINT=$OTLP_ENDPOINT,OTEL_SERVICE_NAME=checkout,CLOUD_RUN_TIMEOUT_SECONDS=10"
gcloud functions deploy checkout --gen2 --region "$region" --runtime nodejs24 --source "$source" \
  --entry-point http --trigger-http --timeout 10s --set-env-vars "$variables"
gcloud functions deploy ship --gen2 --region "$region" --runtime nodejs24 --source "$source" \
  --entry-point queue --trigger-topic orders --timeout 10s --set-env-vars "$variables"
