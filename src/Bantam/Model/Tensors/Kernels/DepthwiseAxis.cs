namespace Bantam.Model;

/// <summary>The source positions that one target position meets along one axis, and through which weights.</summary>
internal struct DepthwiseMeet
{
    /// <summary>The first source position.</summary>
    public int Source;

    /// <summary>The weight through which it is met.</summary>
    public int Tap;

    /// <summary>How many are met.</summary>
    public int Count;

    /// <summary>From this target's first source position to that of the next target.</summary>
    public int ToNext;

    /// <summary>Whether this target and the next three meet the same weights at equal distances.</summary>
    public bool FourAlike;
}

/// <summary>What all target positions along one axis meet.</summary>
internal unsafe struct DepthwiseAxis
{
    /// <summary>One entry for each target position.</summary>
    public DepthwiseMeet* Meets;

    /// <summary>Number of target positions.</summary>
    public int Length;

    /// <summary>From one source position to the next.</summary>
    public int SourceStep;

    /// <summary>From one weight to the next.</summary>
    public int TapStep;

    /// <summary>Outputs as targets: output h meets inputs h·stride − pad + i through weights i.</summary>
    public static DepthwiseAxis OfOutputs(int outputs, int inputs, int kernel, int stride, int pad, DepthwiseMeet* meets)
    {
        for (int h = 0; h < outputs; h++)
        {
            int start = (h * stride) - pad;
            int tap = Math.Max(0, -start);
            meets[h] = new DepthwiseMeet { Source = start + tap, Tap = tap, Count = Math.Max(0, Math.Min(kernel, inputs - start) - tap) };
        }

        return Linked(new DepthwiseAxis { Meets = meets, Length = outputs, SourceStep = 1, TapStep = 1 });
    }

    /// <summary>Inputs as targets: input h meets outputs (h + pad − i)/stride, where that is whole, through weights i.</summary>
    public static DepthwiseAxis OfInputs(int outputs, int inputs, int kernel, int stride, int pad, DepthwiseMeet* meets)
    {
        for (int h = 0; h < inputs; h++)
        {
            int remainder = (h + pad) % stride;
            int last = (h + pad) / stride;
            int skipped = Math.Max(0, last - (outputs - 1));
            int tap = remainder + (skipped * stride);
            int source = last - skipped;
            int count = tap < kernel ? Math.Min(source + 1, (kernel - tap + stride - 1) / stride) : 0;
            meets[h] = new DepthwiseMeet { Source = source, Tap = tap, Count = count };
        }

        return Linked(new DepthwiseAxis { Meets = meets, Length = inputs, SourceStep = -1, TapStep = stride });
    }

    private static DepthwiseAxis Linked(DepthwiseAxis axis)
    {
        for (int h = 0; h + 3 < axis.Length; h++)
        {
            DepthwiseMeet* four = axis.Meets + h;
            four->ToNext = four[1].Source - four[0].Source;
            four->FourAlike = true;
            for (int i = 1; i < 4; i++)
            {
                four->FourAlike &= four[i].Tap == four->Tap && four[i].Count == four->Count && four[i].Source == four->Source + (i * four->ToNext);
            }
        }

        return axis;
    }
}
