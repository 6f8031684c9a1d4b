using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>The weights of one layer as its kernel reads them, made once instead of in every call: same values, same bits.</summary>
internal sealed unsafe class PackedWeights
{
    private const int Alignment = 16; // one cache line of floats

    private readonly int _outputs;
    private readonly int _terms;
    private readonly int _run;
    private readonly WeightOrder _order;
    private float[] _panels = [];
    private float* _start;
    private int _lanes;

    /// <summary>Packs weights.</summary>
    /// <param name="weights">One row for each output, whatever the axes behind the first one are.</param>
    /// <param name="order">The order.</param>
    public PackedWeights(Tensor weights, WeightOrder order = WeightOrder.Panels)
    {
        _order = order;
        _outputs = weights.Shape[0];
        _terms = _outputs == 0 ? 0 : weights.Count / _outputs;
        _run = order == WeightOrder.Pairs ? weights.Shape[2] * weights.Shape[3] : _terms;
        Pack(weights);
    }

    /// <summary>Packs other values for the same place.</summary>
    public void Pack(Tensor weights)
    {
        fixed (float* source = weights.Span<float>())
        {
            _lanes = Lanes;
            if (_order == WeightOrder.Pairs)
            {
                ConvolutionPairs.Pack(source, _terms, _run, _outputs, Reserve(ConvolutionPairs.PackedLength(_terms, _run, _outputs)));
                return;
            }

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

    /// <summary>The packed weights, or null where kernels now use vectors of another width than the one they were packed for.</summary>
    public float* Panels => Lanes == _lanes ? _start : null;

    private int Lanes => _order == WeightOrder.Pairs ? ConvolutionPairs.Lanes(_outputs) : SimdWidth.For(_outputs);

    private void Pack<TSimd, TVector>(float* source)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        long packed = GemmPacking.PackedLength<TSimd, TVector>(_terms, _outputs);
        if (_order == WeightOrder.Panels)
        {
            GemmPacking.PackTransposed<TSimd, TVector>(source, _terms, _terms, _outputs, Reserve(packed));
            return;
        }

        float* panels = Scratch.Get<float>(Scratch.Use.Weights, packed);
        GemmPacking.PackTransposed<TSimd, TVector>(source, _terms, _terms, _outputs, panels);
        int channels = _terms / WinogradTransform.WindowPositions;
        WinogradTransform.OfWeights<TSimd, TVector>(panels, channels, _outputs, Reserve(WinogradConvolution.WeightsLength<TSimd, TVector>(channels, _outputs)));
    }

    private float* Reserve(long length)
    {
        length += Alignment;
        if (_panels.Length != length)
        {
            _panels = GC.AllocateUninitializedArray<float>(checked((int)length), pinned: true);
        }

        // The array is pinned, so its address outlives this method's view of it.
        fixed (float* start = _panels)
        {
            _start = (float*)(((nint)start + (Alignment * sizeof(float)) - 1) & -(Alignment * sizeof(float)));
        }

        return _start;
    }
}
