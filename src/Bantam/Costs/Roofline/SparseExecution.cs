namespace Bantam.Costs;

/// <summary>How a machine runs a computation whose zeros are skipped: slower per operation, with indices to read and work around it.</summary>
/// <remarks>
/// <para><c>T_sparse(s) = max((1 − s)·F / P_eff, B_sparse(s) / BW) + T_overhead</c> with
/// <c>B_sparse(s) = FixedBytes + (1 − s)·BytesWithoutZeros</c>: a format with an index beside each value that is no zero is
/// linear in the sparsity s.</para>
/// <para>The three figures differ from kernel to kernel: measure them. A sparsity is the fraction of zeros in [0, 1].
/// Source: notes: lines 3503-3557.</para>
/// </remarks>
public sealed record SparseExecution
{
    /// <summary>The operations per second that the sparse kernel reaches on the values that are left: P_eff, above 0.</summary>
    public required double OperationsPerSecond
    {
        get;
        init => field = Roofline.Positive(value, nameof(OperationsPerSecond));
    }

    /// <summary>The bytes that move whatever the sparsity is: activations, row pointers, masks.</summary>
    public double FixedBytes
    {
        get;
        init => field = Roofline.NotNegative(value, nameof(FixedBytes));
    }

    /// <summary>The bytes of values and their indices if nothing were zero, which is more than the dense weights have.</summary>
    public double BytesWithoutZeros
    {
        get;
        init => field = Roofline.NotNegative(value, nameof(BytesWithoutZeros));
    }

    /// <summary>The seconds for packing, conversion and imbalance.</summary>
    public double OverheadSeconds
    {
        get;
        init => field = Roofline.NotNegative(value, nameof(OverheadSeconds));
    }

    /// <summary>The bytes that move at a sparsity.</summary>
    /// <param name="sparsity">The fraction of zeros, 0 to 1.</param>
    /// <returns><c>FixedBytes + (1 − s)·BytesWithoutZeros</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The sparsity is no fraction.</exception>
    public double BytesAt(double sparsity) => FixedBytes + ((1 - Fraction(sparsity)) * BytesWithoutZeros);

    /// <summary>The time of a computation at a sparsity.</summary>
    /// <param name="machine">The machine, of which only the bandwidth counts here.</param>
    /// <param name="denseOperations">The operations F of the dense computation, zeros included.</param>
    /// <param name="sparsity">The fraction of zeros, 0 to 1.</param>
    /// <returns>Seconds.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The sparsity is no fraction, or the operations are negative.</exception>
    public double SecondsOf(Roofline machine, double denseOperations, double sparsity)
    {
        ArgumentNullException.ThrowIfNull(machine);
        double operations = (1 - Fraction(sparsity)) * Roofline.NotNegative(denseOperations, nameof(denseOperations));
        return Math.Max(operations / OperationsPerSecond, BytesAt(sparsity) / machine.BytesPerSecond) + OverheadSeconds;
    }

    /// <summary>The sparsity from which on skipping zeros is no slower than the dense computation.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="denseOperations">The operations F of the dense computation, above 0.</param>
    /// <param name="denseBytes">The bytes B that the dense computation moves.</param>
    /// <returns>
    /// A fraction; null where even a computation of nothing but zeros would be slower. Where arithmetic is the limit,
    /// <c>1 − (P_eff / P)(1 − T_overhead / T_dense)</c>: 0.9 for a kernel at a tenth of the peak.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The operations are not above 0, or the bytes negative.</exception>
    public double? BreakEven(Roofline machine, double denseOperations, double denseBytes)
    {
        ArgumentNullException.ThrowIfNull(machine);
        double available = machine.SecondsOf(Roofline.Positive(denseOperations, nameof(denseOperations)), denseBytes) - OverheadSeconds;
        double spareBytes = (available * machine.BytesPerSecond) - FixedBytes;
        if (available < 0 || spareBytes < 0)
        {
            return null;
        }

        // Both times fall in a straight line with the sparsity, so each has one crossing and the later one counts.
        double arithmetic = 1 - (available * OperationsPerSecond / denseOperations);
        double traffic = BytesWithoutZeros == 0 ? 0 : 1 - (spareBytes / BytesWithoutZeros);
        return Math.Max(0, Math.Max(arithmetic, traffic));
    }

    private static double Fraction(double sparsity) => sparsity is >= 0 and <= 1
        ? sparsity
        : throw new ArgumentOutOfRangeException(nameof(sparsity), sparsity, "A sparsity is the fraction of zeros, from 0 to 1: write 0.9 for 90 %.");
}
