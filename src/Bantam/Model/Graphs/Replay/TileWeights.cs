namespace Bantam.Model;

/// <summary>Weights as kernels read them, packed once for all tiles of a batch.</summary>
internal sealed class TileWeights
{
    private readonly Dictionary<Tensor, PackedWeights> _packed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, MirroredWeights> _mirrored = new(ReferenceEqualityComparer.Instance);

    /// <summary>Gives a call of a tile the packed weights of its convolution, if it has one.</summary>
    public void Attach(OpCall call)
    {
        switch (call.Op)
        {
            case Conv2d convolution when convolution.Geometry(call.Inputs[0].Shape, call.Inputs[1].Shape) is var g && Conv2d.HasPlainKernel(in g):
                if (!_packed.TryGetValue(call.Inputs[1], out PackedWeights? packed))
                {
                    _packed[call.Inputs[1]] = packed = new PackedWeights(call.Inputs[1], ConvolutionKernels.OrderOfWeights(in g));
                }

                call.Packed = packed;
                break;
            case Conv2dInputGradient { Geometry: var g } when Conv2d.HasPlainKernel(in g) && ConvolutionKernels.UsesMirroredWeights(in g):
                if (!_mirrored.TryGetValue(call.Inputs[1], out MirroredWeights? mirrored))
                {
                    _mirrored[call.Inputs[1]] = mirrored = new MirroredWeights(in g);
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
        foreach ((Tensor weights, PackedWeights packed) in _packed)
        {
            packed.Pack(weights);
        }

        foreach ((Tensor weights, MirroredWeights mirrored) in _mirrored)
        {
            mirrored.Pack(weights);
        }
    }
}
