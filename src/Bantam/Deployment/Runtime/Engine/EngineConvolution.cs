using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A convolution as a product of matrices that are never built: a row of a window is one run of bytes.</summary>
/// <remarks>
/// Weights stand in panels of two vectors of output channels: for each row of the window and each four of its bytes a step of
/// the first vector, then one of the second. A run whose length is no multiple of four is filled up with weights of 0. Some pixels at a
/// time go through all panels, so that their sums are requantized while they are in the nearest cache.
/// </remarks>
internal sealed unsafe class EngineConvolution<TDot, TSums, TTerms> : EngineStep
    where TDot : struct, IDot<TSums, TTerms>
    where TSums : unmanaged
    where TTerms : unmanaged
{
    private const int SumsOfChunk = 4096;

    private readonly Requantizer _requantizer;
    private readonly PinnedBytes _weights;
    private readonly PinnedBytes _bias;
    private readonly PinnedBytes _windows;
    private readonly PinnedBytes _targets;
    private readonly int _rows;
    private readonly int _rowStride;
    private readonly int _runBytes;
    private readonly int _vectors;
    private readonly int _pixels;
    private readonly int _chunk;

    public EngineConvolution(in WindowGeometry g, LinearLayer layer, ImageLayout input, ImageLayout output)
    {
        _requantizer = layer.Requantizer;
        _rows = g.KernelHeight;
        _rowStride = input.RowStride;
        _runBytes = ((g.KernelWidth * g.InputChannels) + 3) / 4 * 4;
        _vectors = (g.OutputChannels + TDot.Lanes - 1) / TDot.Lanes;
        _pixels = g.OutputPixels;
        int pixelsOfChunk = Math.Max(1, SumsOfChunk / (_vectors * TDot.Lanes * DotTile.Pixels));
        _chunk = Math.Min(pixelsOfChunk, (_pixels + DotTile.Pixels - 1) / DotTile.Pixels) * DotTile.Pixels;
        _weights = new PinnedBytes((long)_vectors * StepsOfVector * TDot.StepBytes);
        _bias = new PinnedBytes((long)_vectors * TDot.Lanes * sizeof(int));
        Pack(in g, layer);
        _windows = Windows(in g, input);
        _targets = Targets(in g, output);
    }

    public override int SumsNeeded => (_chunk * _vectors * TDot.Lanes) + Requantizer.Slack;

    private int StepsOfVector => _rows * _runBytes / 4;

    public override void Run(EngineMemory memory)
    {
        int leading = _vectors * TDot.Lanes;
        for (int start = 0; start < _pixels; start += _chunk)
        {
            int count = Math.Min(_chunk, _pixels - start);
            RunPanels(memory, start, count);
            _requantizer.Run(new RequantizerArguments
            {
                Sums = memory.Sums,
                LeadingSums = leading,
                Pixels = count,
                Target = memory.Activations,
                Offsets = (int*)_targets.Start + start,
            });
        }
    }

    private void RunPanels(EngineMemory memory, int start, int count)
    {
        DotTileArguments tile = new()
        {
            Inputs = memory.Activations,
            Windows = (int*)_windows.Start + start,
            Tiles = (count + DotTile.Pixels - 1) / DotTile.Pixels,
            Rows = _rows,
            RowStride = _rowStride,
            RunBytes = _runBytes,
            LeadingSums = _vectors * TDot.Lanes,
        };
        for (int vector = 0; vector < _vectors; vector += 2)
        {
            tile.Weights = _weights.Start + ((nint)vector * StepsOfVector * TDot.StepBytes);
            tile.Bias = (int*)_bias.Start + (vector * TDot.Lanes);
            tile.Sums = memory.Sums + (vector * TDot.Lanes);
            if (vector + 1 < _vectors)
            {
                DotTile.TwoVectors<TDot, TSums, TTerms>(in tile);
            }
            else
            {
                DotTile.OneVector<TDot, TSums, TTerms>(in tile);
            }
        }
    }

    private void Pack(in WindowGeometry g, LinearLayer layer)
    {
        int run = g.KernelWidth * g.InputChannels;
        for (int channel = 0; channel < g.OutputChannels; channel++)
        {
            ((int*)_bias.Start)[channel] = layer.Bias(channel, channel * g.PatchLength, 1, g.PatchLength, TDot.InputOffset);
            for (int i = 0; i < g.PatchLength; i++)
            {
                PackWeight(channel, (i / run * _runBytes) + (i % run), layer.Weight((channel * g.PatchLength) + i));
            }
        }
    }

    private void PackWeight(int channel, int position, sbyte weight)
    {
        int vector = channel / TDot.Lanes;
        int first = vector / 2 * 2;
        int vectorsOfPanel = Math.Min(2, _vectors - first);
        nint step = ((nint)first * StepsOfVector) + ((nint)(position / 4) * vectorsOfPanel) + (vector - first);
        TDot.Pack(_weights.Start + (step * TDot.StepBytes), channel % TDot.Lanes, position % 4, weight);
    }

    /// <summary>Where each window begins. Beyond the last pixel that one's repeats, so that every tile is whole.</summary>
    private PinnedBytes Windows(in WindowGeometry g, ImageLayout input)
    {
        int count = (_pixels + DotTile.Pixels - 1) / DotTile.Pixels * DotTile.Pixels;
        PinnedBytes table = new((long)count * sizeof(int));
        for (int i = 0; i < count; i++)
        {
            int pixel = Math.Min(i, _pixels - 1);
            int row = (pixel / g.OutputWidth * g.StrideHeight) - g.PadTop;
            int column = (pixel % g.OutputWidth * g.StrideWidth) - g.PadLeft;
            ((int*)table.Start)[i] = input.Offset + (row * input.RowStride) + (column * g.InputChannels);
        }

        return table;
    }

    private PinnedBytes Targets(in WindowGeometry g, ImageLayout output)
    {
        ImageLayout image = output.As(g.OutputHeight, g.OutputWidth, g.OutputChannels);
        PinnedBytes table = new((long)_pixels * sizeof(int));
        for (int pixel = 0; pixel < _pixels; pixel++)
        {
            ((int*)table.Start)[pixel] = image.Offset + (pixel / g.OutputWidth * image.RowStride) + (pixel % g.OutputWidth * g.OutputChannels);
        }

        return table;
    }
}
