namespace Bantam.Deployment;

/// <summary>Products of unsigned activations and signed weights, four terms at a time, summed in 32 bits in every lane.</summary>
/// <typeparam name="TSums">One 32-bit sum in each lane.</typeparam>
/// <typeparam name="TTerms">Four terms for each lane, in whatever width the machine multiplies them.</typeparam>
/// <remarks>
/// Sums wrap around and never saturate. Addition modulo 2³² gives the true sum whenever that fits 32 bits, in whatever order terms
/// are added: that is why every path has the reference's bits, and why partial sums need no bounds.
/// </remarks>
internal unsafe interface IDot<TSums, TTerms>
    where TSums : unmanaged
    where TTerms : unmanaged
{
    /// <summary>How many sums stand side by side.</summary>
    static abstract int Lanes { get; }

    /// <summary>The bytes of four packed weights for every lane.</summary>
    static abstract int StepBytes { get; }

    /// <summary>How much more than the codes the factors are that are multiplied.</summary>
    static abstract int InputOffset { get; }

    /// <summary>Writes one weight into a step.</summary>
    static abstract void Pack(byte* step, int lane, int term, sbyte weight);

    /// <summary>The same four activations for every lane.</summary>
    static abstract TTerms Broadcast(byte* inputs);

    /// <summary>A step of packed weights.</summary>
    static abstract TTerms Load(byte* weights);

    /// <summary>Adds four products to every lane.</summary>
    static abstract TSums Add(TSums sums, TTerms inputs, TTerms weights);

    /// <summary>a + b in every lane.</summary>
    static abstract TSums Sum(TSums a, TSums b);

    /// <summary>Reads sums.</summary>
    static abstract TSums LoadSums(int* source);

    /// <summary>Writes sums.</summary>
    static abstract void StoreSums(int* target, TSums sums);

    /// <summary>Takes 4·Lanes bytes from each of four places and makes the n-th bytes of all four the terms of one lane.</summary>
    /// <remarks>Vectors interleave within 128 bits, so lanes come out in the order of <see cref="ElementOf"/>.</remarks>
    static abstract void Interleave(in FourPlaces places, out FourTerms<TTerms> terms);

    /// <summary>Which of the 4·Lanes elements a lane of the n-th vector of <see cref="Interleave"/> holds.</summary>
    static abstract int ElementOf(int vector, int lane);

    /// <summary>Writes the sums of four interleaved vectors in the order of their elements.</summary>
    static abstract void StoreInterleaved(int* target, in FourSums<TSums> sums);
}

/// <summary>Four addresses.</summary>
internal readonly unsafe struct FourPlaces(byte* a, byte* b, byte* c, byte* d)
{
    public readonly byte* A = a;
    public readonly byte* B = b;
    public readonly byte* C = c;
    public readonly byte* D = d;
}

/// <summary>The terms of four vectors.</summary>
internal struct FourTerms<TTerms>
    where TTerms : unmanaged
{
    public TTerms A;
    public TTerms B;
    public TTerms C;
    public TTerms D;
}

/// <summary>The sums of four vectors.</summary>
internal struct FourSums<TSums>
    where TSums : unmanaged
{
    public TSums A;
    public TSums B;
    public TSums C;
    public TSums D;
}
