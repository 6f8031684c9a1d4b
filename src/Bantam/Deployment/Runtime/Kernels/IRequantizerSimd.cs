namespace Bantam.Deployment;

/// <summary>The vector instructions that requantization is written with, for 256 and for 512 bits.</summary>
/// <typeparam name="TVector">Lanes of 32 bits; two neighbors are one lane of 64 bits.</typeparam>
internal unsafe interface IRequantizerSimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Lanes of 32 bits.</summary>
    static abstract int Lanes { get; }

    /// <summary>Reads all lanes.</summary>
    static abstract TVector Load(int* source);

    /// <summary>The same bytes in every lane of 32 bits.</summary>
    static abstract TVector Broadcast(int value);

    /// <summary>Each odd lane copied to the even one before it.</summary>
    static abstract TVector OddDown(TVector a);

    /// <summary>The 64-bit products of the even lanes.</summary>
    static abstract TVector MultiplyEven(TVector a, TVector b);

    /// <summary>a + b in lanes of 64 bits.</summary>
    static abstract TVector AddLong(TVector a, TVector b);

    /// <summary>The last bit of a shifted right, in lanes of 64 bits.</summary>
    static abstract TVector BitLong(TVector a, TVector counts);

    /// <summary>Shifts lanes of 64 bits right; zeros come in.</summary>
    static abstract TVector ShiftRightLong(TVector a, TVector counts);

    /// <summary>The even lanes of one, and the even lanes of another as the odd ones.</summary>
    static abstract TVector Join(TVector even, TVector odd);

    /// <summary>a + b.</summary>
    static abstract TVector Add(TVector a, TVector b);

    /// <summary>a − b.</summary>
    static abstract TVector Subtract(TVector a, TVector b);

    /// <summary>Shifts right; zeros come in, and from 32 on nothing is left.</summary>
    static abstract TVector ShiftRight(TVector a, TVector counts);

    /// <summary>Shifts right; the sign comes in.</summary>
    static abstract TVector ShiftRightSigned(TVector a, TVector counts);

    /// <summary>Narrows four pixels to bytes, adds the zero point and clamps: the bytes of each pixel stand together.</summary>
    static abstract TVector Narrow(in FourSums<TVector> pixels, in CodeLimits<TVector> limits);

    /// <summary>Writes the bytes of one of the four pixels.</summary>
    static abstract void Store(byte* target, TVector codes, int pixel);
}

/// <summary>What a code is clamped to.</summary>
/// <param name="ZeroPoint">Added to the steps, in every lane of 16 bits.</param>
/// <param name="Min">The smallest byte.</param>
/// <param name="Max">The largest byte.</param>
internal readonly record struct CodeLimits<TVector>(TVector ZeroPoint, TVector Min, TVector Max)
    where TVector : unmanaged;
