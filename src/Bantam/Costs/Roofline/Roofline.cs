namespace Bantam.Costs;

/// <summary>What limits the speed of a computation.</summary>
public enum RooflineBound
{
    /// <summary>Its operations take longer than its traffic: more arithmetic units would help, a faster memory would not.</summary>
    Compute,

    /// <summary>Its traffic takes longer than its operations: fewer operations would not help.</summary>
    Memory,
}

/// <summary>A machine by its two limits: <c>T = max(operations / peak, bytes / bandwidth)</c>.</summary>
/// <remarks>
/// <para>The model assumes that arithmetic and traffic overlap perfectly and that there is one memory, so it says what
/// cannot be beaten, not what will be measured. Do not use it where a loop's latency decides, such as on a core that stalls
/// at each load.</para>
/// <para>A MAC counts as two operations, as in <see cref="ArithmeticIntensity"/>. Sources: Williams, Waterman and Patterson,
/// "Roofline", 2009; notes: lines 392-397 and 3503-3539.</para>
/// </remarks>
public sealed record Roofline
{
    /// <summary>Describes a machine.</summary>
    /// <param name="operationsPerSecond">Operations per second at the peak, above 0.</param>
    /// <param name="bytesPerSecond">Bytes per second to and from memory, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is not above 0, or no finite number.</exception>
    public Roofline(double operationsPerSecond, double bytesPerSecond)
    {
        OperationsPerSecond = Positive(operationsPerSecond, nameof(operationsPerSecond));
        BytesPerSecond = Positive(bytesPerSecond, nameof(bytesPerSecond));
    }

    /// <summary>Operations per second at the peak.</summary>
    public double OperationsPerSecond { get; }

    /// <summary>Bytes per second to and from memory.</summary>
    public double BytesPerSecond { get; }

    /// <summary>Operations per byte above which arithmetic is the limit: <c>peak / bandwidth</c>.</summary>
    public double RidgeIntensity => OperationsPerSecond / BytesPerSecond;

    /// <summary>The least time of a computation.</summary>
    /// <param name="operations">Its operations, from 0.</param>
    /// <param name="bytes">The bytes that it moves, from 0.</param>
    /// <returns><c>max(operations / peak, bytes / bandwidth)</c> in seconds. 2·10⁹ operations and 4 MB at 10¹⁰ op/s and 1 GB/s: 0.2.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or no finite number.</exception>
    public double SecondsOf(double operations, double bytes) =>
        Math.Max(NotNegative(operations, nameof(operations)) / OperationsPerSecond, NotNegative(bytes, nameof(bytes)) / BytesPerSecond);

    /// <summary>What limits a computation.</summary>
    /// <param name="operations">Its operations, from 0.</param>
    /// <param name="bytes">The bytes that it moves, from 0.</param>
    /// <returns><see cref="RooflineBound.Memory"/> where the traffic takes longer; at the ridge it is the arithmetic.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or no finite number.</exception>
    public RooflineBound BoundOf(double operations, double bytes) =>
        NotNegative(bytes, nameof(bytes)) / BytesPerSecond > NotNegative(operations, nameof(operations)) / OperationsPerSecond
            ? RooflineBound.Memory
            : RooflineBound.Compute;

    /// <summary>What limits a layer that reads its inputs and weights once and writes its output once.</summary>
    /// <param name="layer">The layer for one sample.</param>
    /// <returns>The limit, with two operations for a MAC.</returns>
    public RooflineBound BoundOf(LayerCost layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return BoundOf((2.0 * layer.Macs) + layer.OtherOperations, (double)layer.InputBytes + layer.WeightBytes + layer.ActivationBytes);
    }

    /// <summary>The speed that a computation of a given intensity can reach: the roof itself.</summary>
    /// <param name="intensity">Operations per byte, from 0.</param>
    /// <returns><c>min(peak, intensity · bandwidth)</c> in operations per second.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The intensity is negative or no finite number.</exception>
    public double AttainableAt(double intensity) => Math.Min(OperationsPerSecond, NotNegative(intensity, nameof(intensity)) * BytesPerSecond);

    internal static double Positive(double value, string name) => double.IsFinite(value) && value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "This must be a finite number above 0, in base units: operations, bytes or seconds, no giga or kilo.");

    internal static double NotNegative(double value, string name) => double.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "This must be a finite number and not negative, in base units: operations, bytes or seconds, no giga or kilo.");
}
