using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Forward, input gradient and weight gradient of one convolution, by our kernels.</summary>
internal sealed unsafe class ConvolutionGradients
{
    private readonly WindowGeometry _geometry;
    private readonly bool _isDepthwise;
    private readonly Tensor _batch;
    private readonly Tensor _weight;
    private readonly Tensor _output;
    private readonly Tensor _upstream;
    private readonly Tensor _batchGradient;

    public ConvolutionGradients(Node node, Graph graph, Tensor batch, Tensor upstream)
    {
        _weight = graph.Values[node.Parameters.First()];
        _isDepthwise = node.Op is DepthwiseConv2d;
        _geometry = node.Op is DepthwiseConv2d depthwise
            ? depthwise.Geometry(batch.Shape, _weight.Shape)
            : ((Conv2d)node.Op).Geometry(batch.Shape, _weight.Shape);
        _batch = batch;
        _upstream = upstream;
        _output = Tensor.Zeros(upstream.Shape);
        _batchGradient = Tensor.Zeros(batch.Shape);
        WeightGradient = Tensor.Zeros(_weight.Shape);
    }

    public Tensor WeightGradient { get; }

    public void Run()
    {
        float* x = Samples.Address(_batch);
        float* w = Samples.Address(_weight);
        float* y = Samples.Address(_output);
        float* dy = Samples.Address(_upstream);
        float* dx = Samples.Address(_batchGradient);
        float* dw = Samples.Address(WeightGradient);
        if (_isDepthwise)
        {
            DepthwiseKernels.Forward(in _geometry, x, w, null, y, float.NegativeInfinity, float.PositiveInfinity);
            DepthwiseKernels.InputGradient(in _geometry, dy, w, dx);
            DepthwiseKernels.WeightGradient(in _geometry, x, dy, dw);
        }
        else
        {
            ConvolutionKernels.Forward(in _geometry, x, new LayerWeights(w, null), null, y, float.NegativeInfinity, float.PositiveInfinity);
            ConvolutionKernels.InputGradient(in _geometry, dy, new LayerWeights(w), dx);
            ConvolutionKernels.WeightGradient(in _geometry, x, dy, dw);
        }
    }
}
