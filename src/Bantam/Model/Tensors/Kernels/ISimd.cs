namespace Bantam.Model;

/// <summary>The vector instructions that kernels are written with, so that one source serves every vector width.</summary>
/// <typeparam name="TVector">What holds the lanes of one register.</typeparam>
/// <remarks>
/// A kernel gives every output element its own lane and its own order of operations. All members round as IEEE 754
/// says, lane by lane, so results have the same bits on every width.
/// </remarks>
internal unsafe interface ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Float32 values per vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Whether the machine names 32 vector registers, so that 16 running sums stay in registers.</summary>
    static abstract bool HasManyRegisters { get; }

    /// <summary>The same value in every lane.</summary>
    static abstract TVector Broadcast(float value);

    /// <summary>Reads all lanes.</summary>
    static abstract TVector Load(float* source);

    /// <summary>Reads the first lanes; the others are 0 and their memory is not touched.</summary>
    static abstract TVector LoadFirst(float* source, int count);

    /// <summary>Writes all lanes.</summary>
    static abstract void Store(float* target, TVector value);

    /// <summary>Writes the first lanes; the memory of the others is not touched.</summary>
    static abstract void StoreFirst(float* target, TVector value, int count);

    /// <summary>a + b.</summary>
    static abstract TVector Add(TVector a, TVector b);

    /// <summary>a − b.</summary>
    static abstract TVector Subtract(TVector a, TVector b);

    /// <summary>a·b.</summary>
    static abstract TVector Multiply(TVector a, TVector b);

    /// <summary>a / b.</summary>
    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>√a.</summary>
    static abstract TVector Sqrt(TVector a);

    /// <summary>a·b + c, rounded once where the machine can, which is every machine with AVX2 or NEON.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>The larger one; NaN if either is NaN.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary>The value limited to an interval; NaN stays NaN.</summary>
    static abstract TVector Clamp(TVector value, TVector low, TVector high);

    /// <summary>All bits set where a = b, no bit elsewhere.</summary>
    static abstract TVector Equal(TVector a, TVector b);

    /// <summary>All bits set where a &gt; b, no bit elsewhere.</summary>
    static abstract TVector Greater(TVector a, TVector b);

    /// <summary>The bits that both have.</summary>
    static abstract TVector And(TVector a, TVector b);

    /// <summary>The bits of a that b does not have.</summary>
    static abstract TVector AndNot(TVector a, TVector b);

    /// <summary>The bits that either has.</summary>
    static abstract TVector Or(TVector a, TVector b);

    /// <summary>The bits moved left by 23 places: the low byte becomes the exponent of a power of two.</summary>
    static abstract TVector LowByteToExponent(TVector value);

    /// <summary>The exponent field as a number: 127 + ⌊log₂ a⌋ for positive normal numbers.</summary>
    static abstract TVector ExponentField(TVector value);
}
