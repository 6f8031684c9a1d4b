using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The sums that are requantized, and where their codes go.</summary>
internal unsafe struct RequantizerArguments
{
    /// <summary>The sums: pixel after pixel.</summary>
    public int* Sums;

    /// <summary>Sums from one pixel to the next. What stands beyond the channels is read and not used.</summary>
    public int LeadingSums;

    /// <summary>The number of pixels.</summary>
    public int Pixels;

    /// <summary>Where offsets count from.</summary>
    public byte* Target;

    /// <summary>Where the codes of each pixel go.</summary>
    public int* Offsets;
}

/// <summary>The end of every layer with sums: from 32-bit sums to codes, by the plan's rounding profile and with the bits of its reference.</summary>
/// <remarks>
/// The vectors round without saturating on the way. Whether that is exact follows from how large the sums of a channel can
/// become: it is proved here for every channel, and where it cannot be, the reference does the whole layer.
/// </remarks>
internal sealed unsafe class Requantizer
{
    /// <summary>The most sums that may be read beyond the last one.</summary>
    public const int Slack = 16;

    private readonly FixedPointMultiplier[] _factors;
    private readonly Int8Output _output;
    private readonly RequantizerConstants? _constants;
    private readonly bool _isWide;

    /// <summary>Prepares the constants of a layer.</summary>
    /// <param name="factors">One factor for each channel.</param>
    /// <param name="magnitudes">How large the sums of each channel can be, at most 2³¹.</param>
    /// <param name="output">The last stage.</param>
    /// <param name="path">What the machine computes with.</param>
    public Requantizer(ReadOnlySpan<FixedPointMultiplier> factors, ReadOnlySpan<long> magnitudes, Int8Output output, DotPath path)
    {
        _factors = factors.ToArray();
        _output = output;
        bool hasVectors = path is DotPath.Vnni or DotPath.Wide256 or DotPath.Wide512;
        if (hasVectors && RequantizerConstants.AreExact(factors, magnitudes, output.Rounding))
        {
            // Vectors wider than the channels would compute what nobody reads.
            _isWide = path == DotPath.Wide512 || (path == DotPath.Vnni && SimdWidth.Current == 16 && Avx512BW.IsSupported && factors.Length > RequantizerSimd256.Lanes);
            _constants = new RequantizerConstants(factors, output.Rounding, _isWide ? RequantizerSimd512.Lanes : RequantizerSimd256.Lanes);
        }
    }

    /// <summary>Whether vectors do the work.</summary>
    public bool UsesVectors => _constants is not null;

    /// <summary>Requantizes sums.</summary>
    public void Run(in RequantizerArguments a)
    {
        if (_constants is null)
        {
            RunReference(in a);
            return;
        }

        if (_isWide)
        {
            Run<RequantizerSimd512, Vector512<int>>(_constants, in a);
        }
        else
        {
            Run<RequantizerSimd256, Vector256<int>>(_constants, in a);
        }
    }

    private void Run<TSimd, TVector>(RequantizerConstants constants, in RequantizerArguments a)
        where TSimd : struct, IRequantizerSimd<TVector>
        where TVector : unmanaged
    {
        RequantizerLanes<TSimd, TVector> lanes = new(_output, constants);
        switch (_output.Rounding)
        {
            case RoundingProfile.Single:
                lanes.Run<RoundOnce>(in a);
                break;
            case RoundingProfile.OnnxHalfToEven:
                lanes.Run<RoundOnceToEven>(in a);
                break;
            default:
                lanes.Run<RoundTwice>(in a);
                break;
        }
    }

    private void RunReference(in RequantizerArguments a)
    {
        for (int pixel = 0; pixel < a.Pixels; pixel++)
        {
            int* sums = a.Sums + ((nint)pixel * a.LeadingSums);
            byte* target = a.Target + a.Offsets[pixel];
            for (int channel = 0; channel < _factors.Length; channel++)
            {
                target[channel] = EngineCodes.FromCode(_output.From(sums[channel], _factors[channel]));
            }
        }
    }
}
