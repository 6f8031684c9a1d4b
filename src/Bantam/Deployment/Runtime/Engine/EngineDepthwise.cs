using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A depthwise convolution, some rows at a time, in blocks of 4·Lanes neighboring elements.</summary>
/// <remarks>
/// With a horizontal stride of 1 a row of output elements and a row of input elements correspond one to one, so blocks go on across
/// pixels, and the weights of a block repeat with the least common multiple of its size and the number of channels. With larger strides each
/// pixel has blocks of its own, the last of which may be partly empty. Windows of 3 by 3 over whole blocks of channels have a kernel of
/// their own.
/// </remarks>
internal sealed unsafe class EngineDepthwise<TDot, TSums, TTerms> : EngineStep
    where TDot : struct, IDot<TSums, TTerms>
    where TSums : unmanaged
    where TTerms : unmanaged
{
    private const int SumsOfChunk = 4096;

    private readonly WindowGeometry _geometry;
    private readonly Requantizer _requantizer;
    private readonly ImageLayout _input;
    private readonly ImageLayout _output;
    private readonly bool _isFlat;
    private readonly bool _hasColumns;
    private readonly int _blocksOfPixel;
    private readonly int _blocks;
    private readonly int _phases;
    private readonly int _groups;
    private readonly int _leading;
    private readonly int _rowsOfChunk;
    private readonly PinnedBytes _weights;
    private readonly PinnedBytes _bias;
    private readonly PinnedBytes _taps;
    private readonly PinnedBytes _targets;

    public EngineDepthwise(in WindowGeometry g, LinearLayer layer, ImageLayout input, ImageLayout output)
    {
        _geometry = g;
        _requantizer = layer.Requantizer;
        _input = input;
        _output = output.As(g.OutputHeight, g.OutputWidth, g.OutputChannels);
        _isFlat = g.StrideWidth == 1;
        _blocksOfPixel = (g.OutputChannels + Block - 1) / Block;
        _blocks = _isFlat ? ((g.OutputWidth * g.OutputChannels) + Block - 1) / Block : g.OutputWidth * _blocksOfPixel;
        _phases = _isFlat ? Math.Min(_blocks, g.OutputChannels / GreatestCommonDivisor(g.OutputChannels, Block)) : _blocksOfPixel;
        _hasColumns = _isFlat && g.OutputChannels % Block == 0 && (g.KernelHeight, g.KernelWidth) == (DepthwiseColumns.Side, DepthwiseColumns.Side);
        int taps = g.KernelHeight * g.KernelWidth;
        _groups = _hasColumns ? DepthwiseColumns.Side : (taps + 3) / 4;
        _weights = new PinnedBytes((long)_phases * BytesOfPhase);
        _bias = new PinnedBytes((long)_phases * Block * sizeof(int));
        Pack(layer, taps);
        _taps = new PinnedBytes(4L * _groups * sizeof(int));
        for (int tap = 0; tap < 4 * _groups; tap++)
        {
            int existing = Math.Min(tap, taps - 1);
            ((int*)_taps.Start)[tap] = (existing / g.KernelWidth * input.RowStride) + (existing % g.KernelWidth * g.InputChannels);
        }

        // A row's last block may reach beyond it, to where the next row's sums go.
        _leading = _isFlat ? g.OutputChannels : _blocksOfPixel * Block;
        _rowsOfChunk = Math.Clamp(SumsOfChunk / (g.OutputWidth * _leading), 1, g.OutputHeight);
        _targets = new PinnedBytes((long)g.OutputPixels * sizeof(int));
        for (int pixel = 0; pixel < g.OutputPixels; pixel++)
        {
            ((int*)_targets.Start)[pixel] = _output.Offset + (pixel / g.OutputWidth * _output.RowStride) + (pixel % g.OutputWidth * g.OutputChannels);
        }
    }

    public override int SumsNeeded => (_rowsOfChunk * _geometry.OutputWidth * _leading) + Block + Requantizer.Slack;

    private static int Block => 4 * TDot.Lanes;

    private int BytesOfPhase => _groups * 4 * TDot.StepBytes;

    public override void Run(EngineMemory memory)
    {
        for (int first = 0; first < _geometry.OutputHeight; first += _rowsOfChunk)
        {
            int rows = Math.Min(_rowsOfChunk, _geometry.OutputHeight - first);
            for (int row = 0; row < rows; row++)
            {
                byte* window = memory.Activations + WindowOf(first + row);
                int* sums = memory.Sums + (row * _geometry.OutputWidth * _leading);
                if (_hasColumns)
                {
                    RunColumns(window, sums);
                }
                else
                {
                    RunBlocks(window, sums);
                }
            }

            _requantizer.Run(new RequantizerArguments
            {
                Sums = memory.Sums,
                LeadingSums = _leading,
                Pixels = rows * _geometry.OutputWidth,
                Target = memory.Activations,
                Offsets = (int*)_targets.Start + (first * _geometry.OutputWidth),
            });
        }
    }

    /// <summary>The first window of a row of output pixels.</summary>
    private int WindowOf(int row) => _input.Offset
        + (((row * _geometry.StrideHeight) - _geometry.PadTop) * _input.RowStride)
        - (_geometry.PadLeft * _geometry.InputChannels);

    private void RunColumns(byte* window, int* sums)
    {
        DepthwiseColumnsArguments columns = new()
        {
            RowStride = _input.RowStride,
            PixelStride = _geometry.InputChannels,
            Pixels = _geometry.OutputWidth,
            LeadingSums = _leading,
        };
        for (int phase = 0; phase < _phases; phase++)
        {
            columns.Inputs = window + (phase * Block);
            columns.Weights = _weights.Start + ((nint)phase * BytesOfPhase);
            columns.Bias = (int*)_bias.Start + (phase * Block);
            columns.Sums = sums + (phase * Block);
            DepthwiseColumns.Run<TDot, TSums, TTerms>(in columns);
        }
    }

    private void RunBlocks(byte* window, int* sums)
    {
        DepthwiseTileArguments tile = new() { Taps = (int*)_taps.Start, Groups = _groups };
        int phase = 0;
        for (int block = 0; block < _blocks; block++)
        {
            tile.Inputs = window + InputOf(block);
            tile.Weights = _weights.Start + ((nint)phase * BytesOfPhase);
            tile.Bias = (int*)_bias.Start + (phase * Block);
            tile.Sums = sums + (block * Block);
            DepthwiseTile.Run<TDot, TSums, TTerms>(in tile);
            phase = phase + 1 == _phases ? 0 : phase + 1;
        }
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);

    private int InputOf(int block) => _isFlat
        ? block * Block
        : (block / _blocksOfPixel * _geometry.StrideWidth * _geometry.InputChannels) + (block % _blocksOfPixel * Block);

    private void Pack(LinearLayer layer, int taps)
    {
        int channels = _geometry.OutputChannels;
        for (int i = 0; i < _phases * Block; i++)
        {
            int phase = i / Block;
            int vector = i % Block / TDot.Lanes;
            int lane = i % TDot.Lanes;
            int element = (phase * Block) + TDot.ElementOf(vector, lane);
            int channel = _isFlat ? element % channels : element;
            if (channel >= channels)
            {
                continue;
            }

            ((int*)_bias.Start)[i] = layer.Bias(channel, channel, channels, taps, TDot.InputOffset);
            byte* first = _weights.Start + ((nint)phase * BytesOfPhase) + (vector * TDot.StepBytes);
            for (int tap = 0; tap < taps; tap++)
            {
                // In the kernel of columns a group is a column of the window, otherwise the next four taps.
                (int group, int term) = _hasColumns ? (tap % DepthwiseColumns.Side, tap / DepthwiseColumns.Side) : (tap / 4, tap % 4);
                TDot.Pack(first + ((nint)group * 4 * TDot.StepBytes), lane, term, layer.Weight((tap * channels) + channel));
            }
        }
    }
}
