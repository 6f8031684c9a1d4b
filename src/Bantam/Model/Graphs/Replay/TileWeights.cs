namespace Bantam.Model;

/// <summary>Weights as kernels read them, packed once for all tiles of a batch.</summary>
internal sealed class TileWeights
{
    // Layers may share weights and still read them in different orders: what a layer reads follows from its sizes too.
    private readonly Dictionary<(Tensor Weights, WeightOrder Order), PackedWeights> _packed = [];
    private readonly Dictionary<(Tensor Weights, WindowGeometry Sizes), MirroredWeights> _mirrored = [];

    /// <summary>Gives a call of a tile the packed weights of its convolution, if it has one.</summary>
    public void Attach(OpCall call)
    {
        switch (call.Op)
        {
            case Conv2d convolution when convolution.Geometry(call.Inputs[0].Shape, call.Inputs[1].Shape) is var g && Conv2d.HasPlainKernel(in g):
                (Tensor, WeightOrder) ordered = (call.Inputs[1], ConvolutionKernels.OrderOfWeights(in g));
                if (!_packed.TryGetValue(ordered, out PackedWeights? packed))
                {
                    _packed[ordered] = packed = new PackedWeights(ordered.Item1, ordered.Item2);
                }

                call.Packed = packed;
                break;
            case Conv2dInputGradient { Geometry: var g } when Conv2d.HasPlainKernel(in g) && ConvolutionKernels.UsesMirroredWeights(in g):
                (Tensor, WindowGeometry) sized = (call.Inputs[1], g with { Batch = 0 });
                if (!_mirrored.TryGetValue(sized, out MirroredWeights? mirrored))
                {
                    _mirrored[sized] = mirrored = new MirroredWeights(in g);
                }

                call.Mirrored = mirrored;
                break;
            default:
                break;
        }
    }

    /// <summary>Packs the weights as they are now.</summary>
    public void Pack()
    {
        foreach (((Tensor weights, _), PackedWeights packed) in _packed)
        {
            packed.Pack(weights);
        }

        foreach (((Tensor weights, _), MirroredWeights mirrored) in _mirrored)
        {
            mirrored.Pack(weights);
        }
    }
}
