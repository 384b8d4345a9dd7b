package main

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/service/telemetry"
	"go.uber.org/zap"
)

// ownLogs is what the collector says of itself: warnings and errors, on stderr. The usual factory also sends the
// collector's own metrics and traces somewhere, and with its resource detectors doubles the time that a build takes.
func ownLogs() telemetry.Factory {
	return telemetry.NewFactory(
		func() component.Config { return &struct{}{} },
		telemetry.WithCreateLogger(func(
			_ context.Context, settings telemetry.LoggerSettings, _ component.Config,
		) (*zap.Logger, component.ShutdownFunc, error) {
			config := zap.NewProductionConfig()
			config.Level = zap.NewAtomicLevelAt(zap.WarnLevel)
			logger, err := settings.BuildZapLogger(config)
			return logger, nil, err
		}),
	)
}
