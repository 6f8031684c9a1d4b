namespace Bantam.Deployment;

/// <summary>Four terms of every lane as numbers of 16 bits: the first and third, and the second and fourth.</summary>
/// <remarks>Bytes at even places are split from those at odd places by a mask and by a shift, which costs less than widening them in order.</remarks>
internal struct Halves<TVector>
    where TVector : unmanaged
{
    public TVector Even;
    public TVector Odd;
}
