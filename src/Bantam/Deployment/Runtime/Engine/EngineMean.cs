using System.Runtime.Intrinsics;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The mean over all pixels: sums of bytes, requantized as those of a layer whose weights are 1.</summary>
internal sealed unsafe class EngineMean : EngineStep
{
    private readonly Requantizer _requantizer;
    private readonly ImageLayout _input;
    private readonly int _output;
    private readonly int _bias;

    public EngineMean(MeanStep step, ImageLayout input, ImageLayout output, DotPath path)
    {
        int channels = output.Count;
        _input = input;
        _output = output.Offset;
        _bias = -step.Pixels * (EngineCodes.Offset + step.Parameters.InputZeroPoint);
        FixedPointMultiplier[] factors = new FixedPointMultiplier[channels];
        long[] magnitudes = new long[channels];
        Array.Fill(factors, step.Parameters.Multiplier);
        Array.Fill(magnitudes, 255L * step.Pixels);
        _requantizer = new Requantizer(factors, magnitudes, step.Parameters.Output, path);
    }

    public override int SumsNeeded => _input.Channels + Requantizer.Slack;

    public override void Run(EngineMemory memory)
    {
        new Span<int>(memory.Sums, _input.Channels).Fill(_bias);
        for (int row = 0; row < _input.Height; row++)
        {
            byte* pixel = memory.Activations + _input.Offset + ((nint)row * _input.RowStride);
            for (int column = 0; column < _input.Width; column++, pixel += _input.Channels)
            {
                Add(pixel, memory.Sums, _input.Channels);
            }
        }

        int output = _output;
        _requantizer.Run(new RequantizerArguments { Sums = memory.Sums, Pixels = 1, Target = memory.Activations, Offsets = &output });
    }

    /// <summary>Adds the bytes of a pixel to the sums of its channels.</summary>
    internal static void Add(byte* pixel, int* sums, int channels)
    {
        int channel = 0;
        for (; channel <= channels - Vector128<byte>.Count; channel += Vector128<byte>.Count)
        {
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.Load(pixel + channel));
            Add(low, sums + channel);
            Add(high, sums + channel + Vector128<ushort>.Count);
        }

        for (; channel < channels; channel++)
        {
            sums[channel] += pixel[channel];
        }
    }

    private static void Add(Vector128<ushort> codes, int* sums)
    {
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(codes);
        (Vector128.Load(sums) + low.AsInt32()).Store(sums);
        (Vector128.Load(sums + Vector128<int>.Count) + high.AsInt32()).Store(sums + Vector128<int>.Count);
    }
}
