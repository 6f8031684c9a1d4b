namespace Bantam.Costs;

/// <summary>What a network costs: counts, and with a device also whether it fits.</summary>
/// <remarks>Flash and RAM here are lower bounds by counting (values only). What code, tables and stack add is measured after compiling.</remarks>
public sealed record CostReport
{
    /// <summary>The cost of each node, in order.</summary>
    public required IReadOnlyList<LayerCost> Layers { get; init; }

    /// <summary>The number of trained values.</summary>
    public required long Parameters { get; init; }

    /// <summary>The multiply-accumulates of one inference.</summary>
    public required long Macs { get; init; }

    /// <summary>The elements of all outputs together ("units").</summary>
    public required long Units { get; init; }

    /// <summary>The elements of the largest set of values that are needed at one time.</summary>
    public required long PeakActivationElements { get; init; }

    /// <summary>Bytes for each activation: 4 for Float32, 1 for int8.</summary>
    public required int BytesPerActivation { get; init; }

    /// <summary>Bytes of all trained values.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>Bytes of the activations that are needed at one time.</summary>
    public long PeakActivationBytes => PeakActivationElements * BytesPerActivation;

    /// <summary>The device, if one was named.</summary>
    public Device? Device { get; init; }

    /// <summary>Whether values alone fit the device's flash and RAM; null without a device.</summary>
    public bool? Fits => Device is null ? null : WeightBytes <= Device.FlashBytes && PeakActivationBytes <= Device.RamBytes;
}
