using Bantam.Training;

namespace Bantam.Advice;

/// <summary>Rules that measure on data: training samples for calibration, validation samples for what they judge.</summary>
internal static class DataRules
{
    private const double LargestSaturation = 0.01;
    private const double WastedBits = 1;
    private const double LargestDrop = 0.01;
    private const double LargestErrorGrowth = 0.05;
    private const double LossRatio = 2;
    private const double LossGap = 0.1;

    public static Rule Interface { get; } = new("E-INTERFACE", Severity.Error, FindMismatch)
    {
        Title = "Network and data do not fit together",
        Checks = "the shapes of input and output are not those that the data need, as after pruning the first or the last layer",
        Source = "notes: lines 3618-3619",
        Needs = LintNeeds.Data,
    };

    public static Rule Saturation { get; } = new("W-SATURATION", Severity.Warning, FindSaturation)
    {
        Title = "Calibration data unlike the data that come",
        Checks = "more than 1 % of an activation's values on validation samples lie outside of the range that calibration chose",
        Source = "notes: lines 3252-3267, 3339 and 3344",
        Needs = LintNeeds.Data,
    };

    public static Rule WideRange { get; } = new("W-MINMAX", Severity.Warning, FindWideRanges)
    {
        Title = "A range made wide by outliers",
        Checks = "the range of an activation's codes is at least twice that of the 99.99th percentiles on validation samples",
        Source = "notes: lines 3340 and 3346",
        Needs = LintNeeds.Data,
    };

    public static Rule Escalate { get; } = new("W-INT8-DROP", Severity.Warning, FindDrop)
    {
        Title = "Plain int8 quantization loses too much",
        Checks = "int8 with scales per channel and percentile ranges loses more than 0.01 of accuracy or AUC, or adds more than 5 % to an error, on validation samples",
        Source = "notes: lines 3217-3222 and 3346",
        Needs = LintNeeds.Data,
    };

    public static Rule Augment { get; } = new("H-AUGMENT", Severity.Hint, FindOverfitting)
    {
        Title = "Learned by heart",
        Checks = "the cross-entropy on validation samples is at least twice that on training samples, and 0.1 more",
        Source = "notes: lines 1580-1581",
        Needs = LintNeeds.Data,
    };

    private static IEnumerable<Observation> FindMismatch(LintSubject subject)
    {
        DataSplits data = subject.Options.Data!;
        if (!subject.Fits(data))
        {
            yield return new Observation(null, $"The network turns {subject.Graph.Input.SampleShape} into {subject.Graph.Output.SampleShape}, the data need {data.Train.InputShape} into [{Needed(data)}]. Choose other data, or keep the channels of the first and the last layer when pruning.")
            {
                Evidence =
                [
                    new("inputElements", subject.Graph.Input.SampleShape.Count),
                    new("neededInputElements", data.Train.InputShape.Count),
                    new("outputElements", subject.Graph.Output.SampleShape.Count),
                    new("neededOutputElements", Needed(data)),
                ],
                Command = "bantam data list",
            };
        }
    }

    private static int Needed(DataSplits data) => data.Train.Task.OutputsFor(data.Train.InputShape);

    private static IEnumerable<Observation> FindSaturation(LintSubject subject) =>
        from range in subject.Measured?.Ranges ?? []
        where range.SaturatedShare > LargestSaturation
        select new Observation(range.Name, "Calibrate again, with samples of all conditions that will be met; see what differs between both sets.")
        {
            Evidence = [new("saturatedShare", range.SaturatedShare), new("low", range.CodeLow), new("high", range.CodeHigh), new("smallest", range.Smallest), new("largest", range.Largest)],
            Command = subject.FitCommand,
        };

    private static IEnumerable<Observation> FindWideRanges(LintSubject subject) =>
        from range in subject.Measured?.Ranges ?? []
        let bits = Math.Log2((range.CodeHigh - range.CodeLow) / (range.PercentileHigh - range.PercentileLow))
        where double.IsFinite(bits) && bits >= WastedBits
        select new Observation(range.Name, "Choose ranges by percentile instead of minimum and maximum: a few outliers saturate, all others gain resolution.")
        {
            Evidence = [new("bitsLost", bits), new("range", range.CodeHigh - range.CodeLow), new("percentileRange", range.PercentileHigh - range.PercentileLow)],
            Command = subject.FitCommand,
        };

    private static IEnumerable<Observation> FindDrop(LintSubject subject)
    {
        if (subject.IsQuantized || subject.Measured?.QuantizationLoss is not { } loss)
        {
            yield break;
        }

        bool isTooMuch = loss.Metric.HigherIsBetter ? loss.Float - loss.Int8 > LargestDrop : loss.Int8 > loss.Float * (1 + LargestErrorGrowth);
        if (isTooMuch)
        {
            yield return new Observation(null, "Climb the ladder one rung at a time: better calibration or finer granularity, then more bits for sensitive layers, and quantization-aware training last.")
            {
                Evidence = [new($"{loss.Metric.Name}Float32", loss.Float), new($"{loss.Metric.Name}Int8", loss.Int8), new("samples", loss.Samples)],
                Command = subject.CompareCommand,
            };
        }
    }

    private static IEnumerable<Observation> FindOverfitting(LintSubject subject)
    {
        if (subject.Measured?.Losses is ({ } training, { } validation) && validation >= LossRatio * training && validation - training >= LossGap)
        {
            yield return new Observation(null, "Consider augmentation: shifts, noise or whatever leaves the label true. More data or regularization help too.")
            {
                Evidence = [new("trainingLoss", training), new("validationLoss", validation), new("lossRatio", validation / Math.Max(training, 1e-9))],
                Command = subject.CompareCommand,
            };
        }
    }
}
