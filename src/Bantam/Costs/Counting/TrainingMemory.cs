namespace Bantam.Costs;

/// <summary>The memory that training keeps for each parameter: its value, its gradient and the optimizer's state.</summary>
/// <param name="Parameters">The number of parameters.</param>
/// <param name="StatesPerParameter">Values that the optimizer keeps: 0 for SGD, 1 with momentum, 2 for Adam.</param>
/// <param name="BytesPerValue">Bytes of each value.</param>
public sealed record TrainingMemory(long Parameters, int StatesPerParameter, int BytesPerValue = 4)
{
    /// <summary>Bytes of the values alone: 700 GB for 175 · 10⁹ in Float32.</summary>
    public long WeightBytes => checked(Parameters * BytesPerValue);

    /// <summary>Bytes of values, gradients and states: 2.8 TB for 175 · 10⁹ in Float32 with Adam.</summary>
    public long TotalBytes => checked(WeightBytes * (2 + StatesPerParameter));

    /// <summary>Bytes of values of any width, packed.</summary>
    /// <param name="parameters">The number of values.</param>
    /// <param name="bits">Bits of each value.</param>
    /// <returns>The bytes, rounded up: 87.5 GB for 175 · 10⁹ in 4 bits.</returns>
    public static long PackedBytes(long parameters, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parameters);
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        return checked((parameters * bits) + 7) / 8;
    }
}
