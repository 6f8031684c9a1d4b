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

    /// <summary>The elements of all outputs together ("units"), views left out. ResNet-50 on 224×224×3: 35,979,240.</summary>
    public required long Units { get; init; }

    /// <summary>The elements of the block of memory into which all activations are planned, see <see cref="ActivationPlanner"/>.</summary>
    public required long PeakActivationElements { get; init; }

    /// <summary>The elements below which no plan can go; the gap to <see cref="PeakActivationElements"/> is often 0.</summary>
    public required long LowerBoundElements { get; init; }

    /// <summary>The elements that activations need where rows stream through the layers instead of whole images, see <see cref="RowStreaming"/>.</summary>
    public required long LineBufferedElements { get; init; }

    /// <summary>Bytes for each activation: 4 for Float32, 1 for int8.</summary>
    public required int BytesPerActivation { get; init; }

    /// <summary>Bytes of all trained values.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>The layers that cost most, by their share of MACs and of weight bytes, the larger of both.</summary>
    /// <param name="count">How many.</param>
    /// <returns>The layers, the costliest first.</returns>
    public IReadOnlyList<LayerCost> Costliest(int count) =>
        [.. Layers.Where(layer => layer.Macs + layer.WeightBytes > 0).OrderByDescending(layer => Math.Max(ShareOf(layer), WeightShareOf(layer))).Take(count)];

    /// <summary>A layer's share of all MACs, in [0, 1].</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>The share.</returns>
    public double ShareOf(LayerCost layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Macs == 0 ? 0 : (double)layer.Macs / Macs;
    }

    /// <summary>A layer's share of all weight bytes, in [0, 1].</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>The share.</returns>
    public double WeightShareOf(LayerCost layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return WeightBytes == 0 ? 0 : (double)layer.WeightBytes / WeightBytes;
    }

    /// <summary>Bytes of the activations that are needed at one time.</summary>
    public long PeakActivationBytes => PeakActivationElements * BytesPerActivation;

    /// <summary>The device, if one was named.</summary>
    public Device? Device { get; init; }

    /// <summary>Whether values alone fit the device's flash and RAM; null without a device.</summary>
    public bool? Fits => Device is null ? null : WeightBytes <= Device.FlashBytes && PeakActivationBytes <= Device.RamBytes;
}
