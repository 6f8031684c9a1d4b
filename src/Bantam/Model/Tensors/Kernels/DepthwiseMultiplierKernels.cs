namespace Bantam.Model;

/// <summary>Float32 depthwise convolution with several filters for each channel: the plain one on an input whose channels are repeated.</summary>
internal static unsafe class DepthwiseMultiplierKernels
{
    /// <summary>y = clamp(x ∗ w + bias, low, high); <paramref name="bias"/> may be null.</summary>
    public static void Forward(in WindowGeometry g, float* x, float* w, float* bias, float* y, float low, float high)
    {
        WindowGeometry plain = Plain(in g);
        DepthwiseKernels.Forward(in plain, Repeated(in g, x), w, bias, y, low, high);
    }

    /// <summary>x̄ from ȳ and w: the sum over the copies of a channel.</summary>
    public static void InputGradient(in WindowGeometry g, float* dy, float* w, float* dx)
    {
        if (g.OutputChannels == g.InputChannels)
        {
            DepthwiseKernels.InputGradient(in g, dy, w, dx);
            return;
        }

        WindowGeometry plain = Plain(in g);
        float* copies = Scratch.Get<float>(Scratch.Use.Weights, (long)plain.Batch * plain.InputElements);
        DepthwiseKernels.InputGradient(in plain, dy, w, copies);
        int multiplier = g.OutputChannels / g.InputChannels;
        for (nint i = 0; i < (nint)g.Batch * g.InputElements; i++)
        {
            float sum = 0;
            for (int copy = 0; copy < multiplier; copy++)
            {
                sum += *copies++;
            }

            dx[i] = sum;
        }
    }

    /// <summary>w̄ from x and ȳ.</summary>
    public static void WeightGradient(in WindowGeometry g, float* x, float* dy, float* dw)
    {
        WindowGeometry plain = Plain(in g);
        DepthwiseKernels.WeightGradient(in plain, Repeated(in g, x), dy, dw);
    }

    /// <summary>The sums of w̄ over each lane's images: [lanes, taps, C].</summary>
    public static void WeightGradientLanes(in WindowGeometry g, float* x, float* dy, float* lanes, LaneCut cut)
    {
        WindowGeometry plain = Plain(in g);
        DepthwiseKernels.WeightGradientLanes(in plain, Repeated(in g, x), dy, lanes, cut);
    }

    private static WindowGeometry Plain(in WindowGeometry g) => g with { InputChannels = g.OutputChannels };

    private static float* Repeated(in WindowGeometry g, float* x)
    {
        if (g.OutputChannels == g.InputChannels)
        {
            return x;
        }

        int multiplier = g.OutputChannels / g.InputChannels;
        nint count = (nint)g.Batch * g.InputElements;
        float* copies = Scratch.Get<float>(Scratch.Use.Weights, (long)count * multiplier);
        float* next = copies;
        for (nint i = 0; i < count; i++)
        {
            for (int copy = 0; copy < multiplier; copy++)
            {
                *next++ = x[i];
            }
        }

        return copies;
    }
}
