namespace Bantam.Advice;

/// <summary>Rules about what a device can hold. They count one byte for each value: less is possible only with fewer bits.</summary>
internal static class DeviceRules
{
    private const string Lines = "notes: lines 877-888";

    public static Rule InputTooLarge { get; } = new("E-INPUT-RAM", Severity.Error, FindInput)
    {
        Title = "The input alone does not fit the RAM",
        Checks = "one sample in int8 is larger than the device's RAM",
        Source = Lines,
        Needs = LintNeeds.Device,
    };

    public static Rule ActivationsTooLarge { get; } = new("E-RAM", Severity.Error, FindActivations)
    {
        Title = "The activations do not fit the RAM",
        Checks = "the planned peak of the activations in int8 is larger than the device's RAM",
        Source = Lines,
        Needs = LintNeeds.Device,
    };

    public static Rule WeightsTooLarge { get; } = new("E-FLASH", Severity.Error, FindWeights)
    {
        Title = "The weights do not fit the flash",
        Checks = "the weights in int8 are larger than the device's flash",
        Source = Lines,
        Needs = LintNeeds.Device,
    };

    private static IEnumerable<Observation> FindInput(LintSubject subject)
    {
        long bytes = subject.Graph.Input.SampleShape.Count;
        return TooMuch(subject, subject.Graph.Input.Name, ("inputBytes", bytes), ("ramBytes", subject.Options.Device!.RamBytes), "Lower the resolution, or feed the network a part of the sample at a time.");
    }

    private static IEnumerable<Observation> FindActivations(LintSubject subject) => TooMuch(
        subject, null, ("peakActivationBytes", subject.Int8.PeakActivationBytes), ("ramBytes", subject.Options.Device!.RamBytes), "Reduce the resolution early, by a stride or a pool in the first layers, or the channels where the peak is.");

    private static IEnumerable<Observation> FindWeights(LintSubject subject) => TooMuch(
        subject, null, ("weightBytes", subject.Int8.WeightBytes), ("flashBytes", subject.Options.Device!.FlashBytes), "Choose a narrower network, or prune the layer that holds most weights.");

    private static IEnumerable<Observation> TooMuch(LintSubject subject, string? layer, (string Name, long Bytes) need, (string Name, long Bytes) budget, string suggestion)
    {
        if (need.Bytes > budget.Bytes)
        {
            yield return new Observation(layer, suggestion)
            {
                Evidence = [new(need.Name, need.Bytes), new(budget.Name, budget.Bytes), new("timesTooMuch", (double)need.Bytes / budget.Bytes)],
                Command = $"{subject.InspectCommand} --plan",
            };
        }
    }
}
