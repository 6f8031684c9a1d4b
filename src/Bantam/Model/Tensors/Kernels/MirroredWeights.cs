using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>The weights of a convolution as the gradient of its input reads them, packed once for many calls.</summary>
internal sealed unsafe class MirroredWeights
{
    private const int Alignment = 16; // one cache line of floats

    private readonly WindowGeometry _geometry;
    private float[] _panels = [];
    private float* _start;
    private int _lanes;

    /// <summary>Makes room for the weights of a convolution; they are there after <see cref="Pack"/>.</summary>
    public MirroredWeights(in WindowGeometry geometry) => _geometry = geometry;

    /// <summary>The panels, or what <see cref="WinogradInputGradient"/> reads; null where they were packed for another width of vectors.</summary>
    public float* Panels => SimdWidth.For(_geometry.InputChannels) == _lanes ? _start : null;

    /// <summary>Packs weights, OHWI.</summary>
    public void Pack(Tensor weights)
    {
        fixed (float* source = weights.Span<float>())
        {
            _lanes = SimdWidth.For(_geometry.InputChannels);
            switch (_lanes)
            {
                case 16:
                    Pack<Simd512, Vector512<float>>(source);
                    break;
                case 8:
                    Pack<Simd256, Vector256<float>>(source);
                    break;
                case 4:
                    Pack<Simd128, Vector128<float>>(source);
                    break;
                default:
                    Pack<SimdScalar, float>(source);
                    break;
            }
        }
    }

    private void Pack<TSimd, TVector>(float* source)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        WindowGeometry g = _geometry;
        bool isTransformed = WinogradInputGradient.Serves(in g);
        long length = Alignment + (isTransformed ? WinogradInputGradient.WeightsLength<TSimd, TVector>(in g) : ConvolutionInputGradient.PackedLength<TSimd, TVector>(in g));
        if (_panels.Length != length)
        {
            _panels = GC.AllocateUninitializedArray<float>(checked((int)length), pinned: true);
        }

        // The array is pinned, so its address outlives this method's view of it.
        fixed (float* start = _panels)
        {
            _start = (float*)(((nint)start + (Alignment * sizeof(float)) - 1) & -(Alignment * sizeof(float)));
        }

        if (isTransformed)
        {
            WinogradInputGradient.Transform<TSimd, TVector>(in g, source, _start);
        }
        else
        {
            ConvolutionInputGradient.Pack<TSimd, TVector>(in g, source, _start);
        }
    }
}
