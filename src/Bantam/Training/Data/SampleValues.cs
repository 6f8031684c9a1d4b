namespace Bantam.Training;

/// <summary>The raw values of all samples, one sample after the other: bytes (images) or floats, in memory or made at first use.</summary>
/// <remarks>Arrays are not copied; whoever passes one must not change it afterwards.</remarks>
public sealed class SampleValues
{
    private readonly Lazy<ReadOnlyMemory<byte>>? _bytes;
    private readonly ReadOnlyMemory<float> _floats;

    private SampleValues(int count, Lazy<ReadOnlyMemory<byte>>? bytes, ReadOnlyMemory<float> floats)
    {
        Count = count;
        _bytes = bytes;
        _floats = floats;
    }

    /// <summary>The number of values, over all samples.</summary>
    public int Count { get; }

    /// <summary>Whether the values are bytes from 0 to 255; floats otherwise.</summary>
    public bool AreBytes => _bytes is not null;

    internal ReadOnlySpan<byte> Bytes => _bytes!.Value.Span;

    internal ReadOnlySpan<float> Floats => _floats.Span;

    /// <summary>Takes bytes.</summary>
    /// <param name="values">The values, sample after sample.</param>
    public static implicit operator SampleValues(byte[] values) => Of((ReadOnlyMemory<byte>)values);

    /// <summary>Takes floats.</summary>
    /// <param name="values">The values, sample after sample.</param>
    public static implicit operator SampleValues(float[] values) => Of((ReadOnlyMemory<float>)values);

    /// <summary>Takes bytes that are part of something larger, such as a file read into memory.</summary>
    /// <param name="values">The values, sample after sample.</param>
    /// <returns>The values.</returns>
    public static SampleValues Of(ReadOnlyMemory<byte> values) => new(values.Length, new Lazy<ReadOnlyMemory<byte>>(values), default);

    /// <summary>Takes floats.</summary>
    /// <param name="values">The values, sample after sample.</param>
    /// <returns>The values.</returns>
    public static SampleValues Of(ReadOnlyMemory<float> values) => new(values.Length, null, values);

    /// <summary>Takes bytes that are made when they are first read, once, whichever thread comes first.</summary>
    /// <param name="count">How many there will be.</param>
    /// <param name="make">Makes them.</param>
    /// <returns>The values.</returns>
    public static SampleValues Generated(int count, Func<byte[]> make) => new(count, new Lazy<ReadOnlyMemory<byte>>(() => make()), default);
}
